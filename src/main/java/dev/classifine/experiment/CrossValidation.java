package dev.classifine.experiment;

import dev.classifine.DataOptions;
import dev.classifine.FineTuningOptions;
import dev.classifine.data.ExampleSource;
import dev.classifine.data.Fold;
import dev.classifine.data.LabelUse;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.resume.ResumeRules;
import dev.classifine.train.StopRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Trains k times, each time on all but one of k folds of the training rows, and evaluates on that
 * one: see {@link dev.classifine.data.Folds} for how the rows are shared out. The run of a fold is
 * the run that has the fold among its options, and is kept in {@code runs/fold-I}.
 */
public final class CrossValidation {

  /** The command's name. */
  public static final String KIND = "cross-validate";

  /** How many folds there are where nothing was said. */
  public static final int DEFAULT_FOLDS = 5;

  private final FineTuningOptions base;
  private final int folds;
  private final long seed;

  private CrossValidation(Builder builder) {
    this.base = builder.base;
    this.folds = builder.folds;
    this.seed = builder.seed;
  }

  /**
   * Begins one.
   *
   * @param base the options of every fold. Its output folder is the experiment's, which must be new
   *     or empty; where it asks to resume, an experiment in it is gone on with, or one is begun. It
   *     evaluates on nothing; a fold that it names is put in place of by each in turn
   * @throws UsageException if it has no output folder, evaluates on a file or a share of the rows,
   *     or is to write over what its folder holds
   */
  public static Builder of(FineTuningOptions base) {
    if (base.output().folder() == null) {
      throw new UsageException(
          "--output: missing. It must name the folder for the cross-validation.");
    }
    if (base.data().eval() != null || base.data().evalFraction() > 0) {
      throw new UsageException(
          (base.data().eval() != null ? "--eval" : "--eval-fraction")
              + ": was given for a cross-validation, which evaluates on each fold of the training"
              + " rows in turn. Leave it out.");
    }
    if (base.output().overwrite()) {
      throw new UsageException(
          "--overwrite: was given for a cross-validation, whose folder must be new or empty. Give"
              + " another folder, or resume.");
    }
    return new Builder(base);
  }

  /**
   * A number of folds, if it can be one.
   *
   * @throws UsageException if it is below 2
   */
  public static int checked(int folds) {
    if (folds < 2) {
      throw new UsageException(
          "--folds: " + folds + " is below 2. One is held out, so there must be another one.");
    }
    return folds;
  }

  /** Collects what makes a cross-validation, each with its default. */
  public static final class Builder {

    private final FineTuningOptions base;
    private int folds = DEFAULT_FOLDS;
    private long seed = Fold.DEFAULT_SEED;
    private QueueOptions queue = QueueOptions.DEFAULTS;
    private Launcher launcher;
    private ExperimentListener listener = ExperimentListener.NONE;
    private StopRequest stop = new StopRequest();

    private Builder(FineTuningOptions base) {
      this.base = base;
    }

    /**
     * How many folds, at least 2; default 5.
     *
     * @throws UsageException if there are fewer
     */
    public Builder folds(int count) {
      this.folds = checked(count);
      return this;
    }

    /** Fixes which row is in which fold, whatever the seed of the training; default 42. */
    public Builder foldSeed(long value) {
      this.seed = value;
      return this;
    }

    /** On which devices, and how often a fold that is cut is tried again. */
    public Builder queue(QueueOptions value) {
      this.queue = value;
      return this;
    }

    /**
     * Does the fold's run, whose values are {@code fold} and {@code fold-seed}; default an {@link
     * InProcessLauncher}. Trainings of one process take turns a step at a time: to use several
     * devices at once, launch processes.
     */
    public Builder launcher(Launcher value) {
      this.launcher = value;
      return this;
    }

    /** Hears of the folds. */
    public Builder listener(ExperimentListener value) {
      this.listener = value;
      return this;
    }

    /** By which another thread can ask it to save and end. */
    public Builder stopRequest(StopRequest value) {
      this.stop = value;
      return this;
    }

    /**
     * Runs the folds that are not done yet. One that fails does not stop the others: the result
     * says so.
     *
     * @throws UsageException if there are more folds than rows, or the folder holds something else,
     *     or a cross-validation of another number of folds, with other options or of other rows
     * @throws ClassifineException if a row is not as it must be, the folder cannot be written to,
     *     or another process holds it
     */
    public CrossValidationResult run() {
      return new CrossValidation(this).run(this);
    }
  }

  private CrossValidationResult run(Builder builder) {
    Path path = base.output().folder();
    boolean resume = base.output().resume().resume();
    if (!Files.exists(path.resolve(ExperimentFile.NAME))) {
      checkRows();
    }
    try (ExperimentFolder folder = ExperimentFolder.open(path, KIND, definition(), resume)) {
      Launcher launcher =
          builder.launcher != null
              ? builder.launcher
              : new InProcessLauncher(this::options, List.of(), List.of());
      RunQueue queue =
          new RunQueue(folder, launcher, builder.queue, builder.listener, builder.stop);
      List<RunRecord> records = queue.run(runs());
      CrossValidationResult result =
          CrossValidationResult.of(path, folds, records, copies(folder, records));
      folder.results(records, result.summary(), result.lines());
      return result;
    }
  }

  /** What is wrong with the rows is told once, before anything begins, instead of by each fold. */
  private void checkRows() {
    DataOptions data = base.data();
    int rows = count(data);
    if (folds > rows) {
      throw new UsageException(
          "--folds: %d is more than the %d rows of %s. Each fold must have at least one: give fewer folds."
              .formatted(folds, rows, data.train()));
    }
  }

  private static int count(DataOptions data) {
    try (ExampleSource rows =
        ExampleSource.open(
            data.train(), data.columns(), data.labelDelimiter(), LabelUse.REQUIRED)) {
      int count = 0;
      for (; rows.hasNext(); rows.next()) {
        count++;
      }
      return count;
    }
  }

  /** By the manifests of the runs; of one whose folder was taken away nothing is known. */
  private static int copies(ExperimentFolder folder, List<RunRecord> records) {
    return records.stream()
        .filter(RunRecord::isDone)
        .map(fold -> folder.runFolder(fold.name()).resolve("run.json"))
        .filter(Files::exists)
        .map(manifest -> Json.readObject(manifest).getAsJsonObject("eval"))
        .mapToInt(eval -> eval.get("rows_with_texts_of_training").getAsInt())
        .sum();
  }

  private List<PlannedRun> runs() {
    return IntStream.rangeClosed(1, folds)
        .mapToObj(
            index -> {
              Map<String, Object> values = new LinkedHashMap<>();
              values.put("fold", new Fold(index, folds, seed).id());
              values.put("fold-seed", seed);
              return new PlannedRun("fold-" + index, values);
            })
        .toList();
  }

  private FineTuningOptions options(PlannedRun run) {
    Fold fold = Fold.of((String) run.values().get("fold"), seed);
    return base.on(base.data().withFold(fold));
  }

  /**
   * What must be the same to go on. Folds that are done stay as they are, so that what may change
   * in the middle of one run, with a warning, may not change between two folds. Not on what they
   * are run: the fold that was cut looks at its threads itself.
   */
  private Map<String, Object> definition() {
    Map<String, Object> definition = new LinkedHashMap<>();
    definition.put("folds", folds);
    definition.put("fold_seed", seed);
    definition.put("train_sha256", base.data().train().sha256(base.data().columns()));
    base.values().entrySet().stream()
        .filter(option -> mattersToNumbers(option.getKey()))
        .forEach(option -> definition.putIfAbsent(option.getKey(), option.getValue()));
    return definition;
  }

  private static boolean mattersToNumbers(String option) {
    return switch (option) {
      case "fold", "device", ResumeRules.THREADS, "eval", "eval_fraction" -> false;
      default -> option.startsWith("eval_") || ResumeRules.of(option) != ResumeRules.Rule.FREE;
    };
  }
}
