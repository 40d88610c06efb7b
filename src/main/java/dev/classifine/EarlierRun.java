package dev.classifine;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.data.DataHash;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.resume.CheckpointStore;
import dev.classifine.resume.ResumeRules;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The run that an output folder tells of, where one is to be gone on with. */
final class EarlierRun {

  private final Path folder;
  private final JsonObject manifest;

  private EarlierRun(Path folder, JsonObject manifest) {
    this.folder = folder;
    this.manifest = manifest;
  }

  /**
   * The run of a folder.
   *
   * @throws ClassifineException if its manifest is not readable
   */
  static Optional<EarlierRun> of(Path folder) {
    Path file = folder.resolve(RunManifest.FILE);
    return Files.isRegularFile(file)
        ? Optional.of(new EarlierRun(folder, Json.readObject(file)))
        : Optional.empty();
  }

  /** Its {@code run.json}. */
  JsonObject manifest() {
    return manifest;
  }

  /**
   * The result, where the run is complete and was made with these options.
   *
   * @param store what there is to go on from
   * @throws ClassifineException if it is complete, the options make it another run, and there is
   *     nothing to go on from, so that it would have to begin anew over the result
   */
  Optional<FineTuningResult> result(FineTuningOptions options, CheckpointStore store) {
    if (!manifest.has("status") || !manifest.get("status").getAsString().equals("complete")) {
      return Optional.empty();
    }
    List<String> changes = new ArrayList<>();
    JsonObject before = manifest.getAsJsonObject("options").deepCopy();
    before.add("train_sha256", manifest.getAsJsonObject("train").get("sha256"));
    Map<String, Object> now = RunOptions.values(options);
    now.put("train_sha256", DataHash.sha256(options.data().train()));
    ResumeRules.check(folder, before, now, true, changes::add);
    if (changes.isEmpty()) {
      return Optional.of(result());
    }
    if (store.steps().isEmpty()) {
      throw new ClassifineException(
          "--resume: the run in "
              + folder
              + " is complete and has no checkpoint to go on from with other options. "
              + changes.get(0)
              + " Choose another folder, or give --overwrite in place of --resume to begin anew.");
    }
    return Optional.empty();
  }

  private FineTuningResult result() {
    Map<String, Object> metrics = new LinkedHashMap<>();
    manifest
        .getAsJsonObject("metrics")
        .entrySet()
        .forEach(metric -> metrics.put(metric.getKey(), Json.scalar(metric.getValue())));
    List<String> labels = new ArrayList<>();
    for (JsonElement label : manifest.getAsJsonArray("labels")) {
      labels.add(label.getAsString());
    }
    ProblemType type =
        ProblemType.of(
            manifest.get("problem_type").getAsString(),
            folder.resolve(RunManifest.FILE).toString());
    return new FineTuningResult(folder, type, new LabelSet(labels), null, metrics, null);
  }
}
