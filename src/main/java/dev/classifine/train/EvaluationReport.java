package dev.classifine.train;

import dev.classifine.metrics.Diagnostics;
import dev.classifine.metrics.Evaluation;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An evaluation with what it took.
 *
 * @param evaluation the metrics
 * @param loss the mean loss without smoothing
 * @param smoothedLoss the mean loss with the smoothing in effect; equal to {@code loss} where there
 *     is none
 * @param smoothed whether smoothing is in effect
 * @param batches how many batches were run
 * @param seconds wall time
 * @param diagnostics what a report shows beside the metrics; null where it was not asked for
 */
public record EvaluationReport(
    Evaluation evaluation,
    double loss,
    double smoothedLoss,
    boolean smoothed,
    int batches,
    double seconds,
    Diagnostics diagnostics) {

  /** Without what a report shows. */
  public EvaluationReport(
      Evaluation evaluation,
      double loss,
      double smoothedLoss,
      boolean smoothed,
      int batches,
      double seconds) {
    this(evaluation, loss, smoothedLoss, smoothed, batches, seconds, null);
  }

  /**
   * One of the evaluation's metrics.
   *
   * @param name such as {@code micro_f1}, as {@link Evaluation#metrics} calls it
   * @throws IllegalArgumentException if there is none of that name
   */
  public double metric(String name) {
    Double value = evaluation.metrics().get(name);
    if (value == null) {
      throw new IllegalArgumentException(
          "\"" + name + "\" is no metric of this evaluation: " + evaluation.metrics().keySet());
    }
    return value;
  }

  /**
   * All numbers by transformers' names.
   *
   * @param prefix such as {@code eval_}
   */
  public Map<String, Object> metrics(String prefix) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put(prefix + "loss", loss);
    if (smoothed) {
      metrics.put(prefix + "smoothed_loss", smoothedLoss);
    }
    evaluation.metrics().forEach((name, value) -> metrics.put(prefix + name, value));
    metrics.put(prefix + "samples", evaluation.examples());
    metrics.put(prefix + "runtime", seconds);
    metrics.put(prefix + "samples_per_second", evaluation.examples() / seconds);
    metrics.put(prefix + "steps_per_second", batches / seconds);
    return metrics;
  }
}
