package dev.classifine.metrics;

import dev.classifine.error.UsageException;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.Arrays;

/**
 * How far probabilities are from frequencies, {@code sum_b n_b/n · |o_b - p_b|} over 15 bins of
 * equal width, open on the left; {@code o_b} is how often it is so in a bin and {@code p_b} the
 * mean probability of it. In [0, 1].
 *
 * <p>Single-label: a row's case is its most probable class, its probability the confidence, and it
 * is so where the class is right (Guo et al. 2017, "On Calibration of Modern Neural Networks").
 * Multi-label: every row and label is a case, with the label's own probability, and it is so where
 * the row has the label (Naeini et al. 2015, "Obtaining Well Calibrated Probabilities Using
 * Bayesian Binning", of two classes); where labels are rare most cases are improbable ones.
 */
public final class ExpectedCalibrationError implements Metric {

  /** The name, {@code ece}. */
  public static final String NAME = "ece";

  private static final int BINS = 15;

  private final Decision decision;
  private final long[] cases = new long[BINS];
  private final long[] occurred = new long[BINS];
  private final double[] probabilities = new double[BINS];

  /**
   * @param decision gives the probabilities
   * @param labels not used; this is a {@link MetricFactory}
   * @throws UsageException if the problem is a regression
   */
  public ExpectedCalibrationError(Decision decision, LabelSet labels) {
    this.decision = Probabilities.check(decision);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void add(float[] logits, Targets targets, int row) {
    double[] scores = decision.scores(logits);
    boolean[] truth = Probabilities.truth(targets, row, logits.length);
    if (decision.problemType() == ProblemType.SINGLE_LABEL) {
      int predicted = decision.decide(logits)[0];
      add(scores[predicted], truth[predicted]);
    } else {
      for (int k = 0; k < scores.length; k++) {
        if (Probabilities.isKnown(targets, row, k)) {
          add(scores[k], truth[k]);
        }
      }
    }
  }

  /** Adds a case. */
  private void add(double probability, boolean occurs) {
    // (b/15, (b+1)/15]; 0 belongs to the first. NaN goes to the first and makes the result NaN.
    int bin = Math.min(BINS - 1, Math.max(0, (int) Math.ceil(probability * BINS) - 1));
    cases[bin]++;
    occurred[bin] += occurs ? 1 : 0;
    probabilities[bin] += probability;
  }

  @Override
  public double value() {
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += Math.abs(occurred[bin] - probabilities[bin]); // n_b·|o_b - p_b|
    }
    return sum / Arrays.stream(cases).sum();
  }
}
