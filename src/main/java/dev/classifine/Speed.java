package dev.classifine;

import dev.classifine.train.EvaluationReport;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingControl;
import dev.classifine.train.TrainingProgress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The speed of training between one entry of the log and the next, without the time of evaluations
 * and checkpoints. Of a run that was gone on with, the part since then.
 */
final class Speed implements TrainingCallback {

  private final List<Object> steps = new ArrayList<>();
  private final List<Object> rates = new ArrayList<>();
  private long mark; // System.nanoTime() since which a step runs
  private double seconds; // of the steps since the last entry
  private long examples = -1; // trained on up to the last entry
  private long done;

  @Override
  public void onBegin(long totalSteps, TrainingControl control) {
    mark = System.nanoTime();
  }

  @Override
  public void onEpochBegin(long epoch) {
    mark = System.nanoTime();
  }

  @Override
  public void onEvaluation(EvaluationReport report, TrainingProgress progress) {
    mark = System.nanoTime();
  }

  @Override
  public void onSave(Path folder, TrainingProgress progress) {
    mark = System.nanoTime();
  }

  @Override
  public void onStep(TrainingProgress progress) {
    long now = System.nanoTime();
    seconds += (now - mark) / 1e9;
    mark = now;
    if (examples < 0) {
      examples = progress.earlier().examples();
    }
    done = progress.examples();
  }

  @Override
  public void onLog(Map<String, Object> entry) {
    if (!entry.containsKey("loss") || seconds == 0) {
      return;
    }
    steps.add(Objects.requireNonNull(entry.get("step")));
    rates.add((done - examples) / seconds);
    examples = done;
    seconds = 0;
  }

  /** Steps and rows a second, for {@code report.json}. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("step", steps);
    values.put("samples_per_second", rates);
    return values;
  }
}
