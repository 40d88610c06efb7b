package dev.classifine.metrics;

import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;

/** Takes predictions row by row and gives their metrics. Not for several threads. */
public interface MetricsAccumulator {

  /** The accumulator of a problem. */
  static MetricsAccumulator of(ProblemType type, LabelSet labels) {
    return switch (type) {
      case SINGLE_LABEL -> new SingleLabelMetrics(labels);
      case MULTI_LABEL -> new MultiLabelMetrics(labels);
      case REGRESSION -> new RegressionMetrics(labels.size());
    };
  }

  /**
   * Adds a row.
   *
   * @param logits K numbers. Single-label predicts the largest (the first of equal ones),
   *     multi-label every label above 0 (a probability above one half), regression the numbers
   *     themselves
   * @param targets the truth, of the problem's form
   * @param row the row of the targets
   */
  void add(float[] logits, Targets targets, int row);

  /** The metrics of all rows so far. */
  Evaluation evaluation();
}
