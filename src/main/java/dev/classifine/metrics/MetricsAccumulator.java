package dev.classifine.metrics;

import dev.classifine.error.UsageException;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.List;

/** Takes predictions row by row and gives their metrics. Not for several threads. */
public interface MetricsAccumulator {

  /** The accumulator of a problem with the default decisions. */
  static MetricsAccumulator of(ProblemType type, LabelSet labels) {
    return of(Decision.of(type), labels, List.of());
  }

  /**
   * The accumulator of a problem.
   *
   * @param decision how logits become labels
   * @param own metrics beside the built-in ones
   * @throws UsageException if a metric's name is taken
   */
  static MetricsAccumulator of(Decision decision, LabelSet labels, List<MetricFactory> own) {
    MetricsAccumulator builtIn =
        switch (decision.problemType()) {
          case SINGLE_LABEL -> new SingleLabelMetrics(labels);
          case MULTI_LABEL -> new MultiLabelMetrics(labels, decision);
          case REGRESSION -> new RegressionMetrics(labels.size());
        };
    return own.isEmpty() ? builtIn : new OwnMetrics(builtIn, decision, labels, own);
  }

  /**
   * Adds a row.
   *
   * @param logits K numbers, which become labels as {@link Decision#decide} says; of a regression
   *     they are the prediction
   * @param targets the truth, of the problem's form
   * @param row the row of the targets
   */
  void add(float[] logits, Targets targets, int row);

  /** The metrics of all rows so far. */
  Evaluation evaluation();
}
