package dev.classifine.metrics;

import dev.classifine.error.UsageException;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.Targets;

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
 *
 * @see ReliabilityDiagram
 */
public final class ExpectedCalibrationError implements Metric {

  /** The name, {@code ece}. */
  public static final String NAME = "ece";

  private final ReliabilityDiagram diagram;

  /**
   * @param decision gives the probabilities
   * @param labels not used; this is a {@link MetricFactory}
   * @throws UsageException if the problem is a regression
   */
  public ExpectedCalibrationError(Decision decision, LabelSet labels) {
    this.diagram = new ReliabilityDiagram(decision);
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void add(float[] logits, Targets targets, int row) {
    diagram.add(logits, targets, row);
  }

  @Override
  public double value() {
    return diagram.error();
  }
}
