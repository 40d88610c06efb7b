package dev.classifine.experiment;

import dev.classifine.FineTuningOptions;
import dev.classifine.error.UsageException;
import dev.classifine.metrics.MetricFactory;
import dev.classifine.train.StopRequest;
import dev.classifine.train.TrainingCallback;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Collects what a {@link Sweep} needs. */
public final class SweepBuilder {

  private final List<TrainingCallback> callbacks = new ArrayList<>();
  private final List<MetricFactory> metrics = new ArrayList<>();
  private Launcher launcher;
  SweepOptions sweep;
  Function<Trial, FineTuningOptions> options;
  Map<String, Object> definition = Map.of();
  Path output;
  boolean resume;
  QueueOptions queue = QueueOptions.DEFAULTS;
  ExperimentListener listener = ExperimentListener.NONE;
  StopRequest stop = new StopRequest();

  SweepBuilder() {}

  /** What is searched and how. */
  public SweepBuilder sweep(SweepOptions value) {
    this.sweep = value;
    return this;
  }

  /**
   * The options of a trial's run; its folder is set by the sweep. Called for every trial before the
   * first begins, and again when it does.
   */
  public SweepBuilder options(Function<Trial, FineTuningOptions> value) {
    this.options = value;
    return this;
  }

  /** What else must be as it was when the sweep is gone on with, by name. */
  public SweepBuilder definition(Map<String, Object> value) {
    this.definition = new LinkedHashMap<>(value);
    return this;
  }

  /** The folder for the sweep. */
  public SweepBuilder output(Path folder) {
    this.output = folder;
    return this;
  }

  /** Goes on with a sweep of the folder that was cut; begins one where there is none. */
  public SweepBuilder resume() {
    return resume(true);
  }

  /** Whether a sweep that was cut is gone on with. */
  public SweepBuilder resume(boolean value) {
    this.resume = value;
    return this;
  }

  /** On what the runs are done, and how often one is tried. */
  public SweepBuilder queue(QueueOptions value) {
    this.queue = value;
    return this;
  }

  /** Hears of the runs. */
  public SweepBuilder listener(ExperimentListener value) {
    this.listener = value;
    return this;
  }

  /** By which another thread can ask the run to save a checkpoint, and the sweep to end. */
  public SweepBuilder stopRequest(StopRequest value) {
    this.stop = value;
    return this;
  }

  /** Hears of the training of every run in this process. */
  public SweepBuilder callback(TrainingCallback callback) {
    callbacks.add(callback);
    return this;
  }

  /** Adds a metric to every evaluation in this process. */
  public SweepBuilder metric(MetricFactory metric) {
    metrics.add(metric);
    return this;
  }

  /** Does the runs in another way than in this process. */
  public SweepBuilder launcher(Launcher value) {
    this.launcher = value;
    return this;
  }

  /**
   * Sweeps.
   *
   * @throws UsageException if something is missing, or the options of a trial are not as they must
   *     be; nothing was trained then
   */
  public SweepResult run() {
    check(sweep, "sweep: missing. Say what is searched and how.");
    check(options, "options: missing. Give the options of a trial's run.");
    check(output, "--output: missing. It must name the folder for the sweep.");
    return new Sweep(this).run();
  }

  private static void check(Object value, String message) {
    if (value == null) {
      throw new UsageException(message);
    }
  }

  Launcher launcher(List<Trial> trials) {
    if (launcher != null) {
      return launcher;
    }
    Map<String, Trial> byName = new LinkedHashMap<>();
    trials.forEach(trial -> byName.put(trial.name(), trial));
    return new InProcessLauncher(run -> options.apply(byName.get(run.name())), callbacks, metrics);
  }
}
