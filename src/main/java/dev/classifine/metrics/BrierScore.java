package dev.classifine.metrics;

import dev.classifine.error.UsageException;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;

/**
 * The mean squared error of probabilities (Brier 1950, "Verification of Forecasts Expressed in
 * Terms of Probability").
 *
 * <p>Single-label: {@code mean over rows of sum_k (p_k - y_k)²}, in [0, 2]: Brier's own convention
 * and scikit-learn's for several classes; for two classes it is twice what scikit-learn gives.
 * Multi-label: {@code mean over rows and labels of (p - y)²}, in [0, 1].
 */
public final class BrierScore implements Metric {

  /** The name, {@code brier_score}. */
  public static final String NAME = "brier_score";

  private final Decision decision;
  private double sum;
  private long count;

  /**
   * @param decision gives the probabilities
   * @param labels not used; this is a {@link MetricFactory}
   * @throws UsageException if the problem is a regression
   */
  public BrierScore(Decision decision, LabelSet labels) {
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
    boolean rowIsCase = decision.problemType() == ProblemType.SINGLE_LABEL;
    for (int k = 0; k < scores.length; k++) {
      if (Probabilities.isKnown(targets, row, k)) {
        double error = scores[k] - (truth[k] ? 1 : 0);
        sum += error * error;
        count += rowIsCase ? 0 : 1;
      }
    }
    count += rowIsCase ? 1 : 0;
  }

  @Override
  public double value() {
    return sum / count;
  }
}
