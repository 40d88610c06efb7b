package dev.classifine.metrics;

import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.List;

/** Counts a confusion matrix. */
public final class SingleLabelMetrics implements MetricsAccumulator {

  /** No temperature changes which logit is the largest. */
  private static final Decision DECISION = Decision.of(ProblemType.SINGLE_LABEL);

  private final LabelSet labels;
  private final long[][] confusion; // [actual][predicted]

  /** For these labels. */
  public SingleLabelMetrics(LabelSet labels) {
    this.labels = labels;
    this.confusion = new long[labels.size()][labels.size()];
  }

  /** Adds a row by its class ids. */
  public void add(int predicted, int actual) {
    confusion[actual][predicted]++;
  }

  @Override
  public void add(float[] logits, Targets targets, int row) {
    add(DECISION.decide(logits)[0], ((Targets.Classes) targets).ids()[row]);
  }

  @Override
  public SingleLabelEvaluation evaluation() {
    return new SingleLabelEvaluation(labels, confusion, List.of());
  }
}
