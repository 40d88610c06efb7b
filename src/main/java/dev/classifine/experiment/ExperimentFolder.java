package dev.classifine.experiment;

import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Folders;
import dev.classifine.io.Json;
import dev.classifine.io.Reason;
import dev.classifine.io.WholeFile;
import dev.classifine.resume.FolderLock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * An experiment's folder, which one process holds at a time.
 *
 * <pre>
 * experiment.json    which experiment it is
 * runs/NAME/         what a run wrote: its checkpoint
 * records/NAME.json  what became of the run; there when it ended
 * logs/NAME.log      what it printed, where it ran in a process of its own
 * results.csv        a line for each run that ended
 * results.json       the same, and the summary once all have
 * </pre>
 */
public final class ExperimentFolder implements AutoCloseable {

  private static final String FILE = "experiment.json";
  private static final String RECORDS = "records";
  private static final String ENDING = ".json";
  private static final int VERSION = 1;

  private final Path folder;
  private final Map<String, Object> experiment;
  private final FolderLock lock;
  private final Map<String, RunRecord> records = new LinkedHashMap<>();

  private ExperimentFolder(Path folder, Map<String, Object> experiment, FolderLock lock) {
    this.folder = folder;
    this.experiment = experiment;
    this.lock = lock;
  }

  /**
   * Takes hold of a folder, and writes into a new one which experiment it is.
   *
   * @param folder new or empty, or of an experiment to go on with
   * @param kind of experiment: the command's name
   * @param definition what makes it this experiment: it can only be gone on with as it was begun
   * @param resume whether it may be one to go on with
   * @throws UsageException if the folder holds something else, or another experiment
   * @throws ClassifineException if it cannot be written to, a record is damaged, or another process
   *     holds it
   */
  public static ExperimentFolder open(
      Path folder, String kind, Map<String, Object> definition, boolean resume) {
    Map<String, Object> experiment = new LinkedHashMap<>();
    experiment.put("format_version", VERSION);
    experiment.put("kind", kind);
    experiment.put("definition", Values.of(definition));
    try {
      boolean begun = Files.exists(folder.resolve(FILE));
      check(folder, begun, resume);
      Files.createDirectories(folder);
      ExperimentFolder opened = new ExperimentFolder(folder, experiment, FolderLock.take(folder));
      try {
        opened.begin(begun);
        return opened;
      } catch (RuntimeException e) {
        opened.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ClassifineException(
          "--output: " + folder + " cannot be used: " + Reason.of(e) + ".", e);
    }
  }

  private static void check(Path folder, boolean begun, boolean resume) throws IOException {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new UsageException(
          "--output: " + folder + " is a file. It must be a folder, new or empty.");
    }
    if (begun && !resume) {
      throw new UsageException(
          "--output: "
              + folder
              + " holds an experiment. Give --resume to go on with it, or choose a new folder.");
    }
    if (!begun && Files.exists(folder) && !isEmpty(folder)) {
      throw new UsageException(
          "--output: "
              + folder
              + " is not empty"
              + (resume ? ", and holds no experiment to go on with" : "")
              + ". Choose a new folder.");
    }
  }

  /** Whether there is nothing but what is left of one that ended before it was written down. */
  private static boolean isEmpty(Path folder) throws IOException {
    return Folders.names(folder).stream()
        .allMatch(name -> name.equals(FolderLock.FILE) || name.equals("." + FILE + ".partial"));
  }

  private void begin(boolean begun) throws IOException {
    Path file = folder.resolve(FILE);
    if (!begun) {
      WholeFile.write(file, Json.pretty(experiment));
      return;
    }
    checkSame(file);
    Path all = folder.resolve(RECORDS);
    if (Files.isDirectory(all)) {
      for (String name : Folders.names(all)) {
        if (name.endsWith(ENDING) && !name.startsWith(".")) {
          RunRecord record = RunRecord.read(all.resolve(name));
          records.put(record.name(), record);
        }
      }
    }
  }

  private void checkSame(Path file) {
    JsonObject json = Json.readObject(file);
    Map<String, Object> before = Values.of(json);
    for (String key : List.of("format_version", "kind")) {
      Object now = Values.of(experiment).get(key);
      if (!Objects.equals(before.get(key), now)) {
        throw new UsageException(
            file
                + ": its "
                + key
                + " is "
                + before.get(key)
                + ", not "
                + now
                + ". An experiment is gone on with by the command that began it.");
      }
    }
    Map<?, ?> earlier = (Map<?, ?>) before.get("definition");
    Map<?, ?> given = (Map<?, ?>) experiment.get("definition");
    Collection<Object> keys = new java.util.LinkedHashSet<>(earlier.keySet());
    keys.addAll(given.keySet());
    for (Object key : keys) {
      if (!Objects.equals(earlier.get(key), given.get(key))) {
        throw new UsageException(
            "--resume: the experiment in "
                + folder
                + " was begun with "
                + key
                + " "
                + Json.line(earlier.get(key))
                + ", now it is "
                + Json.line(given.get(key))
                + ". Give the same as before, or choose a new folder.");
      }
    }
  }

  /** The folder. */
  public Path path() {
    return folder;
  }

  /** Where a run's output is. */
  public Path runFolder(String name) {
    return runFolder(folder, name);
  }

  /** Where a run's output is in an experiment's folder. */
  static Path runFolder(Path folder, String name) {
    return folder.resolve("runs").resolve(name);
  }

  /** Where a run's process prints to. */
  public Path log(String name) {
    return folder.resolve("logs").resolve(name + ".log");
  }

  /** What became of a run, where it ended. */
  public synchronized Optional<RunRecord> record(String name) {
    return Optional.ofNullable(records.get(name));
  }

  /** What became of all that ended. */
  public synchronized List<RunRecord> records() {
    return new ArrayList<>(records.values());
  }

  /**
   * Writes down what became of a run, over what was written of it before.
   *
   * @throws ClassifineException if it cannot be written
   */
  public synchronized void write(RunRecord record) {
    lock.check();
    WholeFile.write(
        folder.resolve(RECORDS).resolve(record.name() + ENDING), Json.pretty(record.json()));
    records.put(record.name(), record);
  }

  /**
   * Writes the tables.
   *
   * @param inOrder the runs that are in them
   * @param summary what follows from them, by name; empty as long as nothing does
   */
  public synchronized void results(List<RunRecord> inOrder, Map<String, Object> summary) {
    results(inOrder, summary, Map.of());
  }

  /**
   * Writes the tables.
   *
   * @param inOrder the runs that are in them
   * @param summary what follows from them, by name; empty as long as nothing does
   * @param lines further lines of the table: by name, numbers by those of the metrics
   */
  public synchronized void results(
      List<RunRecord> inOrder,
      Map<String, Object> summary,
      Map<String, Map<String, Object>> lines) {
    Map<String, Object> json = new LinkedHashMap<>(experiment);
    json.put("summary", Values.of(summary));
    json.put("runs", inOrder.stream().map(RunRecord::json).toList());
    WholeFile.write(folder.resolve("results.json"), Json.pretty(json));
    WholeFile.write(folder.resolve("results.csv"), ResultsCsv.format(inOrder, lines));
  }

  /** Lets go of the folder. */
  @Override
  public void close() {
    lock.close();
  }
}
