package dev.classifine.metrics;

import dev.classifine.problem.ProblemType;
import java.util.List;
import java.util.Map;

/** The metrics of predictions against the truth. */
public sealed interface Evaluation
    permits SingleLabelEvaluation, MultiLabelEvaluation, RegressionEvaluation {

  /** The problem that the predictions solve. */
  ProblemType problemType();

  /** How many rows were evaluated. */
  int examples();

  /** All metrics by name, the most important first, those of one's own last. */
  Map<String, Double> metrics();

  /** The metrics of one's own; they are in {@link #metrics} as well. */
  List<MetricValue> ownMetrics();

  /**
   * The same evaluation with these metrics of one's own.
   *
   * @param metrics with names that {@link #metrics} does not hold
   */
  Evaluation with(List<MetricValue> metrics);

  /** Which values of a metric are better. */
  default MetricDirection direction(String name) {
    return ownMetrics().stream()
        .filter(metric -> metric.name().equals(name))
        .map(MetricValue::direction)
        .findFirst()
        .orElseGet(() -> MetricDirection.of(name));
  }

  /** Precision, recall and F1 of each label, in the order of the logits; empty for regression. */
  List<ClassReport> perClass();
}
