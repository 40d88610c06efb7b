package dev.classifine.train;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The log of a run, as transformers keeps it in {@code trainer_state.json}. */
final class LogHistory {

  private final List<Map<String, Object>> entries = new ArrayList<>();
  private final Consumer<Map<String, Object>> listener;
  private double lossSum;
  private int losses;

  LogHistory(Consumer<Map<String, Object>> listener) {
    this.listener = listener;
  }

  /** Notes a step's loss for the next entry's mean. */
  void note(double loss) {
    lossSum += loss;
    losses++;
  }

  /** Logs the mean loss since the last such entry (0 where no step had one), and the last step. */
  void training(TrainingProgress progress) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("loss", lossSum / Math.max(1, losses));
    entry.put("grad_norm", progress.gradientNorm());
    entry.put("learning_rate", progress.learningRate());
    add(entry, progress);
    lossSum = 0;
    losses = 0;
  }

  /** Logs an evaluation. */
  void evaluation(EvaluationReport report, TrainingProgress progress) {
    add(new LinkedHashMap<>(report.metrics("eval_")), progress);
  }

  /** The entries so far. */
  List<Map<String, Object>> entries() {
    return List.copyOf(entries);
  }

  private void add(Map<String, Object> entry, TrainingProgress progress) {
    entry.put("epoch", progress.epoch());
    entry.put("step", progress.step());
    Map<String, Object> fixed = Collections.unmodifiableMap(entry);
    entries.add(fixed);
    listener.accept(fixed);
  }
}
