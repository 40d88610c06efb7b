package dev.classifine.experiment;

import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** {@code experiment.json}: which experiment a folder holds. */
final class ExperimentFile {

  static final String NAME = "experiment.json";

  private static final int VERSION = 1;
  private static final String DEFINITION = "definition";

  private final Path file;
  private final Map<String, Object> content;

  /**
   * @param kind of experiment: the command's name
   * @param definition what makes it this experiment
   */
  ExperimentFile(Path folder, String kind, Map<String, Object> definition) {
    this.file = folder.resolve(NAME);
    Map<String, Object> all = new LinkedHashMap<>();
    all.put("format_version", VERSION);
    all.put("kind", kind);
    all.put(DEFINITION, definition);
    this.content = Values.of(all);
  }

  /** What it holds. */
  Map<String, Object> content() {
    return content;
  }

  void write() {
    WholeFile.write(file, Json.pretty(content));
  }

  /**
   * Checks that the file that is there is of this experiment.
   *
   * @throws UsageException if it is of another one
   * @throws ClassifineException if it is damaged
   */
  void checkSame() {
    Map<String, Object> before = Values.of(read());
    for (String key : List.of("format_version", "kind")) {
      if (!Objects.equals(before.get(key), content.get(key))) {
        throw new UsageException(
            file
                + ": its "
                + key
                + " is "
                + before.get(key)
                + ", not "
                + content.get(key)
                + ". An experiment is gone on with by the command that began it.");
      }
    }
    checkDefinition(
        before.get(DEFINITION) instanceof Map<?, ?> map ? map : Map.of(),
        (Map<?, ?>) content.get(DEFINITION));
  }

  private JsonObject read() {
    try {
      return Json.readObject(file);
    } catch (ClassifineException e) {
      throw new ClassifineException(
          e.getMessage()
              + " So --resume cannot tell what the experiment is. Choose a new folder; the"
              + " checkpoints in "
              + file.resolveSibling("runs")
              + " are as they were.",
          e);
    }
  }

  private void checkDefinition(Map<?, ?> before, Map<?, ?> now) {
    Set<Object> names = new LinkedHashSet<>(before.keySet());
    names.addAll(now.keySet());
    for (Object name : names) {
      if (!Objects.equals(before.get(name), now.get(name))) {
        throw new UsageException(
            "--resume: the experiment in "
                + file.getParent()
                + " was begun with "
                + name
                + " "
                + Json.line(before.get(name))
                + ", now it is "
                + Json.line(now.get(name))
                + ". Give the same as before, or choose a new folder.");
      }
    }
  }
}
