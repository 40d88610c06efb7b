package dev.classifine.metrics;

import dev.classifine.problem.LabelSet;
import dev.classifine.problem.Targets;

/** Counts a confusion matrix. */
public final class SingleLabelMetrics implements MetricsAccumulator {

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
    int best = 0;
    for (int k = 1; k < logits.length; k++) {
      if (logits[k] > logits[best]) {
        best = k;
      }
    }
    add(best, ((Targets.Classes) targets).ids()[row]);
  }

  @Override
  public SingleLabelEvaluation evaluation() {
    return new SingleLabelEvaluation(labels, confusion);
  }
}
