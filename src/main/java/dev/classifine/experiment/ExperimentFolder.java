package dev.classifine.experiment;

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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An experiment's folder, which one process holds at a time.
 *
 * <pre>
 * experiment.json    which experiment it is
 * runs/NAME/         what a run wrote: its checkpoint
 * records/NAME.json  what became of the run; there once it was begun
 * logs/NAME.log      what it printed, where it ran in a process of its own
 * results.csv        a line for each run that ended
 * results.json       the same, and the summary once all have
 * </pre>
 */
public final class ExperimentFolder implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ExperimentFolder.class);

  private static final String RECORDS = "records";
  private static final String ENDING = ".json";

  private final Path folder;
  private final ExperimentFile experiment;
  private final FolderLock lock;
  private final Map<String, RunRecord> records = new LinkedHashMap<>();

  private ExperimentFolder(Path folder, ExperimentFile experiment, FolderLock lock) {
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
   * @throws ClassifineException if it cannot be written to, {@code experiment.json} is damaged, or
   *     another process holds it
   */
  public static ExperimentFolder open(
      Path folder, String kind, Map<String, Object> definition, boolean resume) {
    ExperimentFile experiment = new ExperimentFile(folder, kind, definition);
    try {
      check(folder, resume);
      Files.createDirectories(folder);
      ExperimentFolder opened = new ExperimentFolder(folder, experiment, FolderLock.take(folder));
      try {
        // Once more: another process may have begun one in it, and ended, before we took hold.
        opened.begin(check(folder, resume));
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

  /** Whether it holds an experiment to go on with. */
  private static boolean check(Path folder, boolean resume) throws IOException {
    boolean begun = Files.exists(folder.resolve(ExperimentFile.NAME));
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
    return begun;
  }

  /** Whether there is nothing but what is left of one that ended before it was written down. */
  private static boolean isEmpty(Path folder) throws IOException {
    return Folders.names(folder).stream()
        .allMatch(
            name ->
                name.equals(FolderLock.FILE)
                    || name.equals("." + ExperimentFile.NAME + ".partial"));
  }

  private void begin(boolean begun) throws IOException {
    if (!begun) {
      experiment.write();
      return;
    }
    experiment.checkSame();
    Path all = folder.resolve(RECORDS);
    if (Files.isDirectory(all)) {
      for (String name : Folders.names(all)) {
        if (name.endsWith(ENDING) && !name.startsWith(".")) {
          read(all.resolve(name));
        }
      }
    }
  }

  /** A damaged record is as none: the run's own folder tells what is left to do. */
  private void read(Path file) {
    try {
      RunRecord record = RunRecord.read(file);
      records.put(record.name(), record);
    } catch (ClassifineException e) {
      LOG.warn("{} The run is taken as not done; its folder tells what is left.", e.getMessage());
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
    return log(folder, name);
  }

  /** Where a run's process prints to in an experiment's folder. */
  static Path log(Path folder, String name) {
    return folder.resolve("logs").resolve(name + ".log");
  }

  /** What became of a run, where it ended. */
  public Optional<RunRecord> record(String name) {
    return latest(name).filter(record -> record.status() != RunStatus.BEGUN);
  }

  /** What was last written of a run, be it that it was begun. */
  synchronized Optional<RunRecord> latest(String name) {
    return Optional.ofNullable(records.get(name));
  }

  /** What became of all that ended. */
  public synchronized List<RunRecord> records() {
    return records.values().stream()
        .filter(record -> record.status() != RunStatus.BEGUN)
        .collect(Collectors.toCollection(ArrayList::new));
  }

  /**
   * Moves what there is of a run out of the way, so that the run begins anew.
   *
   * @return where to; empty where there is nothing
   * @throws ClassifineException if a process still writes to it, or it cannot be moved
   */
  Optional<Path> setAside(String name) {
    Path run = runFolder(name);
    try {
      if (!Files.isDirectory(run) || Folders.names(run).isEmpty()) {
        return Optional.empty();
      }
      if (FolderLock.isTaken(run)) {
        throw new ClassifineException(
            run
                + ": a process of an experiment that was cut still writes to it. It saves and ends"
                + " by itself: try again in a moment.");
      }
      int number = 1;
      while (Files.exists(runFolder(name + ".before-" + number))) {
        number++;
      }
      return Optional.of(Files.move(run, runFolder(name + ".before-" + number)));
    } catch (IOException e) {
      throw new ClassifineException(
          run + ": cannot be moved out of the way: " + Reason.of(e) + ".", e);
    }
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
    Map<String, Object> json = new LinkedHashMap<>(experiment.content());
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
