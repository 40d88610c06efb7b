package dev.classifine.metrics;

import dev.classifine.problem.Decision;
import dev.classifine.problem.Targets;
import java.util.Arrays;

/**
 * What a multi-label problem's decisions would be with other thresholds, from counts of the
 * probabilities in {@value #STEPS} bins for each label: a label is predicted where its probability
 * is above the threshold, as {@link Decision} does, but for probabilities that a float's rounding
 * puts on the other side of it. Takes 800 bytes a label.
 */
public final class ThresholdCurve {

  /** Thresholds stand {@code 1/STEPS} apart, from 0 to 1. */
  public static final int STEPS = 50;

  private final Decision decision;
  private final long[][] positives; // [label][bin], bin b holds (b/STEPS, (b+1)/STEPS]
  private final long[][] negatives;

  ThresholdCurve(Decision decision, int labels) {
    this.decision = decision;
    this.positives = new long[labels][STEPS];
    this.negatives = new long[labels][STEPS];
  }

  void add(float[] logits, Targets.LabelLists targets, int row) {
    double[] scores = decision.scores(logits);
    for (int k = 0; k < scores.length; k++) {
      if (targets.knows(row, k)) {
        boolean has = Arrays.binarySearch(targets.ids()[row], k) >= 0;
        (has ? positives : negatives)[k][bin(scores[k])]++;
      }
    }
  }

  private static int bin(double probability) {
    return Math.min(STEPS - 1, Math.max(0, (int) Math.ceil(probability * STEPS) - 1));
  }

  /**
   * A label's counts with a threshold of {@code step / STEPS}.
   *
   * @param name the label's name
   * @param step in [0, STEPS]
   */
  public ClassReport at(int label, String name, int step) {
    long found = sum(positives[label], step);
    return new ClassReport(
        name, found, found + sum(negatives[label], step), sum(positives[label], 0));
  }

  private static long sum(long[] counts, int from) {
    return Arrays.stream(counts, from, STEPS).sum();
  }
}
