package dev.classifine.metrics;

import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;

/** Makes a metric for each evaluation, so that each starts afresh. */
@FunctionalInterface
public interface MetricFactory {

  /**
   * Makes a metric without any rows.
   *
   * @param decision how logits become scores and labels in this evaluation, and for which problem
   * @param labels the labels, in the order of the logits
   */
  Metric create(Decision decision, LabelSet labels);
}
