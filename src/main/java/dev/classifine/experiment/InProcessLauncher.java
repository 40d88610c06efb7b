package dev.classifine.experiment;

import dev.classifine.FineTuning;
import dev.classifine.FineTuningOptions;
import dev.classifine.FineTuningResult;
import dev.classifine.Listening;
import dev.classifine.OutputOptions;
import dev.classifine.metrics.MetricFactory;
import dev.classifine.train.ResumeOptions;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingOutcome;
import dev.classifine.train.TrainingProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** Does runs in this process, one after the other. */
public final class InProcessLauncher implements Launcher {

  private final Function<PlannedRun, FineTuningOptions> options;
  private final List<TrainingCallback> callbacks;
  private final List<MetricFactory> metrics;

  /**
   * @param options the options of a run; its folder, and its device where one is given, are
   *     replaced
   * @param callbacks hear of every run
   * @param metrics are part of every evaluation, beside the built-in ones
   */
  public InProcessLauncher(
      Function<PlannedRun, FineTuningOptions> options,
      List<TrainingCallback> callbacks,
      List<MetricFactory> metrics) {
    this.options = options;
    this.callbacks = List.copyOf(callbacks);
    this.metrics = List.copyOf(metrics);
  }

  @Override
  public Map<String, Object> launch(PlannedRun run, Place place) {
    FineTuningOptions given = options.apply(run);
    OutputOptions output =
        new OutputOptions(
            place.folder(),
            false,
            ResumeOptions.YES,
            given.output().save(),
            given.output().report(),
            given.output().modelCard());
    String device = place.device() == null ? given.device() : place.device();
    List<TrainingCallback> heard = new ArrayList<>(callbacks);
    heard.add(new Reporter(place));
    FineTuningResult result =
        FineTuning.run(given.at(output, device), new Listening(heard, metrics, place.stop()));
    if (result.isInterrupted()) {
      throw new RunInterruptedException("Interrupted after step " + result.outcome().steps() + ".");
    }
    return result.metrics();
  }

  /** Tells of the steps, with a loss of a moment ago: asking for each would wait for the device. */
  private static final class Reporter implements TrainingCallback {

    private static final long REFRESH_NANOS = 200_000_000;

    private final Place place;
    private double loss;
    private long asked = System.nanoTime() - REFRESH_NANOS;

    Reporter(Place place) {
      this.place = place;
    }

    @Override
    public void onStep(TrainingProgress step) {
      long now = System.nanoTime();
      if (now - asked >= REFRESH_NANOS) {
        asked = now;
        loss = step.loss();
      }
      place
          .progress()
          .accept(
              String.format(
                  Locale.ROOT, "step %d/%d  loss %.4f", step.step(), step.totalSteps(), loss));
    }

    /** The run tells the log of its checkpoint, below which no line must be written over. */
    @Override
    public void onEnd(TrainingOutcome outcome) {
      place.progress().accept("");
    }
  }
}
