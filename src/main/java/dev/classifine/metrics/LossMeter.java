package dev.classifine.metrics;

import dev.classifine.problem.Targets;

/**
 * Mean losses over what is not ignored, in double precision from the logits. Every row weighs the
 * same, whatever its weight in training. Not a number where a logit is not, or where there were no
 * rows.
 */
public final class LossMeter {

  /** The loss of one row, a sum over its {@link #terms}. */
  private interface RowLoss {
    double of(float[] logits, Targets targets, int row);
  }

  private final RowLoss plainLoss;
  private final RowLoss smoothedLoss;
  private double plainSum;
  private double smoothedSum;
  private long terms;

  private LossMeter(RowLoss plainLoss, RowLoss smoothedLoss) {
    this.plainLoss = plainLoss;
    this.smoothedLoss = smoothedLoss;
  }

  /**
   * Cross-entropy {@code -log softmax(z)_y}, and smoothed: {@code -correct·log p_y -
   * other·sum_{k≠y} log p_k}.
   *
   * @param correct the smoothed target of the correct class
   * @param other the smoothed target of each other class
   */
  public static LossMeter singleLabel(double correct, double other) {
    return new LossMeter(
        (z, targets, row) -> crossEntropy(z, classId(targets, row), 1, 0),
        (z, targets, row) -> crossEntropy(z, classId(targets, row), correct, other));
  }

  /**
   * Binary cross-entropy with logits, {@code max(z,0) - z·y + log(1 + exp(-|z|))}, mean over the
   * rows' labels that are not ignored.
   */
  public static LossMeter multiLabel() {
    return new LossMeter(LossMeter::binaryCrossEntropy, LossMeter::binaryCrossEntropy);
  }

  /** Squared error, mean over the rows' numbers. */
  public static LossMeter regression() {
    return new LossMeter(LossMeter::squaredError, LossMeter::squaredError);
  }

  /** Adds a row, unless it is ignored. */
  public void add(float[] logits, Targets targets, int row) {
    if (targets.isIgnored(row)) {
      return;
    }
    plainSum += plainLoss.of(logits, targets, row);
    smoothedSum += smoothedLoss.of(logits, targets, row);
    terms += terms(logits.length, targets, row);
  }

  /** The mean loss without smoothing. */
  public double plain() {
    return plainSum / terms;
  }

  /** The mean loss with smoothing; the plain one where smoothing is not defined. */
  public double smoothed() {
    return smoothedSum / terms;
  }

  /** Over how many numbers a row's loss is a sum. */
  private static int terms(int logits, Targets targets, int row) {
    if (targets instanceof Targets.LabelLists lists) {
      return logits - lists.ignored(row).length;
    }
    return targets instanceof Targets.Values ? logits : 1;
  }

  private static int classId(Targets targets, int row) {
    return ((Targets.Classes) targets).ids()[row];
  }

  private static double crossEntropy(float[] z, int actual, double correct, double other) {
    double max = Double.NEGATIVE_INFINITY;
    for (float value : z) {
      max = Math.max(max, value); // NaN stays NaN
    }
    double sum = 0;
    for (float value : z) {
      sum += Math.exp(value - max);
    }
    double normaliser = max + Math.log(sum);
    double loss = correct * (normaliser - z[actual]);
    if (other > 0) {
      for (int k = 0; k < z.length; k++) {
        loss += k == actual ? 0 : other * (normaliser - z[k]);
      }
    }
    return loss;
  }

  private static double binaryCrossEntropy(float[] logits, Targets targets, int row) {
    Targets.LabelLists lists = (Targets.LabelLists) targets;
    double loss = 0;
    for (int k = 0; k < logits.length; k++) {
      float z = logits[k];
      loss += lists.knows(row, k) ? Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z))) : 0;
    }
    for (int id : lists.ids()[row]) {
      loss -= logits[id];
    }
    return loss;
  }

  private static double squaredError(float[] logits, Targets targets, int row) {
    float[] values = ((Targets.Values) targets).values();
    double sum = 0;
    for (int k = 0; k < logits.length; k++) {
      double error = (double) logits[k] - values[row * logits.length + k];
      sum += error * error;
    }
    return sum;
  }
}
