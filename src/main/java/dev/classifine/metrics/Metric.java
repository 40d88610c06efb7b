package dev.classifine.metrics;

import dev.classifine.problem.Targets;

/**
 * A number of one's own beside the built-in metrics. It is fed row by row and must take constant
 * memory: counts, sums or bins, whatever the number of rows. Used by one thread.
 *
 * <p>A {@link MetricFactory} makes a new one for each evaluation.
 */
public interface Metric {

  /**
   * The name in {@link Evaluation#metrics()}: not that of a built-in metric or of another metric of
   * the evaluation, the same for every instance.
   */
  String name();

  /**
   * Adds a row.
   *
   * @param logits {@code [K]}, raw; not to be changed or kept
   * @param targets the truth, of the problem's form
   * @param row the row of the targets
   */
  void add(float[] logits, Targets targets, int row);

  /** The metric of all rows so far; NaN where it is not defined. */
  double value();

  /** Which values are better; by the name where it is not told. */
  default MetricDirection direction() {
    return MetricDirection.of(name());
  }
}
