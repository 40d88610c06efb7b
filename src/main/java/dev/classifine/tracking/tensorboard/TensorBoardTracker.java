package dev.classifine.tracking.tensorboard;

import ai.djl.ndarray.NDArray;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Reason;
import dev.classifine.problem.Targets;
import dev.classifine.tracking.RunEnd;
import dev.classifine.tracking.RunTracker;
import dev.classifine.tracking.TrackerSettings;
import dev.classifine.train.EvaluationReport;
import dev.classifine.train.TrainerState;
import dev.classifine.train.TrainingControl;
import dev.classifine.train.TrainingOutcome;
import dev.classifine.train.TrainingProgress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes an event file. */
final class TensorBoardTracker implements RunTracker {

  private static final String EVALUATION = "eval_";

  private final TrackerSettings settings;
  private final Path folder;
  private final PrCurves curves;
  private EventFile events;
  private List<Message> gradients = List.of();
  private long resumedFrom = -1;

  TensorBoardTracker(TrackerSettings settings, Path folder) {
    this.settings = settings;
    this.folder = folder;
    this.curves = new PrCurves(settings.problem(), settings.labels());
  }

  @Override
  public void onResume(Path checkpoint, long step) {
    resumedFrom = step;
  }

  @Override
  public void onBegin(long totalSteps, TrainingControl control) {
    try {
      events = EventFile.create(folder, resumedFrom + 1);
    } catch (IOException e) {
      throw failed(e);
    }
    if (resumedFrom < 0) {
      write(0, List.of(Summaries.text("args", OptionsTable.of(settings.values()))));
    }
  }

  @Override
  public void onLog(Map<String, Object> entry) {
    write((Long) entry.get("step"), scalars(entry));
  }

  @Override
  public boolean wantsGradients(long step, boolean evaluated) {
    return evaluated && settings.options().tensorBoard().histograms();
  }

  @Override
  public void onGradients(Map<String, NDArray> arrays, double scale) {
    gradients = Distributions.gradients(arrays, scale);
  }

  @Override
  public void onEvaluationBatch(float[] logits, Targets targets) {
    curves.onEvaluationBatch(logits, targets);
  }

  @Override
  public void onEvaluationStep(int rowsDone, int rows) {
    curves.onEvaluationStep(rowsDone, rows);
  }

  @Override
  public void onEvaluation(EvaluationReport report, TrainingProgress progress) {
    List<Message> values = curves.take();
    if (settings.options().tensorBoard().histograms()) {
      values.addAll(Distributions.weights(settings.block()));
      values.addAll(gradients);
      gradients = List.of(); // of an evaluation that no cadence has, there are none
    }
    write(progress.step(), values);
  }

  @Override
  public void onEnd(TrainingOutcome outcome) {
    if (outcome.end() != TrainingOutcome.End.INTERRUPTED) {
      write(outcome.steps(), scalars(TrainerState.trainResults(outcome)));
    }
  }

  @Override
  public void close(RunEnd end) {
    if (events == null) {
      return; // the run failed before its first step
    }
    try {
      events.close();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  /** Under transformers' tags; what is not finite is null and has none. */
  private static List<Message> scalars(Map<String, Object> entry) {
    List<Message> values = new ArrayList<>();
    entry.forEach(
        (name, value) -> {
          if (value instanceof Number number && !name.equals("step")) {
            String tag =
                name.startsWith(EVALUATION)
                    ? "eval/" + name.substring(EVALUATION.length())
                    : "train/" + name;
            values.add(Summaries.scalar(tag, number.doubleValue()));
          }
        });
    return values;
  }

  private void write(long step, List<Message> values) {
    if (values.isEmpty()) {
      return;
    }
    try {
      events.write(step, values);
      events.flush();
    } catch (IOException e) {
      throw failed(e);
    }
  }

  private ClassifineException failed(IOException e) {
    return new ClassifineException(
        folder + ": an event file cannot be written: " + Reason.of(e) + ".", e);
  }
}
