package dev.classifine.metrics;

import dev.classifine.error.UsageException;
import dev.classifine.problem.Decision;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Probabilities against frequencies in {@value #BINS} bins of equal width, open on the left (Guo et
 * al. 2017, "On Calibration of Modern Neural Networks").
 *
 * <p>Single-label: a row's case is its most probable class, its probability the confidence, and it
 * is so where the class is right. Multi-label: every row and label that is known is a case, with
 * the label's own probability, and it is so where the row has the label.
 */
public final class ReliabilityDiagram {

  /** How many bins there are. */
  public static final int BINS = 15;

  private final Decision decision;
  private final long[] cases = new long[BINS];
  private final long[] occurred = new long[BINS];
  private final double[] probabilities = new double[BINS];

  /**
   * A bin, {@code (from, to]}.
   *
   * @param cases how many cases it has
   * @param probability their mean probability; NaN where there are none
   * @param frequency the share of them that are so; NaN where there are none
   */
  public record Bin(double from, double to, long cases, double probability, double frequency) {}

  /**
   * @param decision gives the probabilities
   * @throws UsageException if the problem is a regression
   */
  public ReliabilityDiagram(Decision decision) {
    this.decision = Probabilities.check(decision);
  }

  /** The diagram of all rows of some logits, none of them ignored as a whole. */
  public static ReliabilityDiagram of(Decision decision, LogitMatrix logits, Targets targets) {
    ReliabilityDiagram diagram = new ReliabilityDiagram(decision);
    for (int row = 0; row < logits.rows(); row++) {
      diagram.add(logits.row(row), targets, row);
    }
    return diagram;
  }

  /**
   * Adds a row.
   *
   * @param logits {@code [K]}
   * @param targets the truth, of the problem's form
   * @param row the row of the targets, not ignored
   */
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

  /**
   * The expected calibration error, {@code sum_b n_b/n · |o_b - p_b|}, in [0, 1]; NaN without
   * cases.
   */
  public double error() {
    double sum = 0;
    for (int bin = 0; bin < BINS; bin++) {
      sum += Math.abs(occurred[bin] - probabilities[bin]); // n_b·|o_b - p_b|
    }
    return sum / Arrays.stream(cases).sum();
  }

  /** The bins, from 0 to 1. */
  public List<Bin> bins() {
    List<Bin> bins = new ArrayList<>();
    for (int bin = 0; bin < BINS; bin++) {
      bins.add(
          new Bin(
              (double) bin / BINS,
              (bin + 1.0) / BINS,
              cases[bin],
              probabilities[bin] / cases[bin],
              (double) occurred[bin] / cases[bin]));
    }
    return bins;
  }
}
