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

  /** All metrics by name, the most important first. */
  Map<String, Double> metrics();

  /** Precision, recall and F1 of each label, in the order of the logits; empty for regression. */
  List<ClassReport> perClass();
}
