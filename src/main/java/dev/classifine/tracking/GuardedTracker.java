package dev.classifine.tracking;

import ai.djl.ndarray.NDArray;
import dev.classifine.problem.Targets;
import dev.classifine.train.EvaluationReport;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingControl;
import dev.classifine.train.TrainingOutcome;
import dev.classifine.train.TrainingProgress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A tracker that is dropped, with one warning, when it throws something: the run goes on. */
final class GuardedTracker implements TrainingCallback {

  private static final Logger LOG = LoggerFactory.getLogger(GuardedTracker.class);

  private final String name;
  private RunTracker tracker; // null once it is dropped

  private GuardedTracker(String name) {
    this.name = name;
  }

  /** Makes a tracker; none where that fails. */
  static Optional<GuardedTracker> create(TrackerFactory factory, TrackerSettings settings) {
    GuardedTracker guarded = new GuardedTracker(factory.name());
    guarded.guard(() -> guarded.tracker = factory.create(settings));
    return guarded.tracker == null ? Optional.empty() : Optional.of(guarded);
  }

  private void tell(Consumer<RunTracker> event) {
    if (tracker != null) {
      guard(() -> event.accept(tracker));
    }
  }

  private void guard(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException | LinkageError e) { // others wrote it: whatever it throws
      tracker = null;
      LOG.warn(
          "The tracker {} failed and hears of nothing more; the training goes on. {}: {}",
          name,
          e.getClass().getSimpleName(),
          e.getMessage());
      LOG.debug("The tracker {} failed.", name, e);
    }
  }

  void close(RunEnd end) {
    tell(t -> t.close(end));
    tracker = null;
  }

  @Override
  public void onBegin(long totalSteps, TrainingControl control) {
    tell(t -> t.onBegin(totalSteps, control));
  }

  @Override
  public void onResume(Path folder, long step) {
    tell(t -> t.onResume(folder, step));
  }

  @Override
  public void onEpochBegin(long epoch) {
    tell(t -> t.onEpochBegin(epoch));
  }

  @Override
  public boolean wantsGradients(long step, boolean evaluated) {
    boolean[] wants = new boolean[1];
    tell(t -> wants[0] = t.wantsGradients(step, evaluated));
    return wants[0];
  }

  @Override
  public void onGradients(Map<String, NDArray> gradients, double scale) {
    tell(t -> t.onGradients(gradients, scale));
  }

  @Override
  public void onStep(TrainingProgress progress) {
    tell(t -> t.onStep(progress));
  }

  @Override
  public void onLog(Map<String, Object> entry) {
    tell(t -> t.onLog(entry));
  }

  @Override
  public void onEvaluationBatch(float[] logits, Targets targets) {
    tell(t -> t.onEvaluationBatch(logits, targets));
  }

  @Override
  public void onEvaluationStep(int rowsDone, int rows) {
    tell(t -> t.onEvaluationStep(rowsDone, rows));
  }

  @Override
  public void onEvaluation(EvaluationReport report, TrainingProgress progress) {
    tell(t -> t.onEvaluation(report, progress));
  }

  @Override
  public void onEpochEnd(TrainingProgress progress) {
    tell(t -> t.onEpochEnd(progress));
  }

  @Override
  public void onSave(Path folder, TrainingProgress progress) {
    tell(t -> t.onSave(folder, progress));
  }

  @Override
  public void onEnd(TrainingOutcome outcome) {
    tell(t -> t.onEnd(outcome));
  }
}
