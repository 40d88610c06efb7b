package dev.classifine.problem;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import dev.classifine.script.DeviceArrays;

/**
 * Binary cross-entropy or focal loss: everything but the logits goes into a matrix of positives
 * {@code P_ik = r_i · m_ik · y_ik · c_k / D} and one of negatives {@code N_ik = r_i · m_ik · (1 -
 * y_ik) / D}. Since {@code -log p = softplus(-z)} and {@code -log(1 - p) = softplus(z)}, the share
 * is {@code sum(P · softplus(-z) · exp(-gamma · softplus(z)) + N · softplus(z) · exp(-gamma ·
 * softplus(-z)))}, which no logit overflows.
 */
final class MultiLabelObjective implements Objective {

  private final double[] posWeight;
  private final double negativeWeight;
  private final float gamma;

  /**
   * @param posWeight {@code [K]}
   */
  MultiLabelObjective(double[] posWeight, Focal focal) {
    this.posWeight = posWeight.clone();
    this.gamma = (float) focal.gamma();
    if (focal.alpha() == null) {
      this.negativeWeight = 1;
    } else {
      this.negativeWeight = 1 - focal.alpha();
      for (int k = 0; k < posWeight.length; k++) {
        this.posWeight[k] *= focal.alpha();
      }
    }
  }

  @Override
  public double weight(Targets batch) {
    Targets.LabelLists lists = (Targets.LabelLists) batch;
    double sum = 0;
    for (int row = 0; row < lists.size(); row++) {
      int known = lists.isIgnored(row) ? 0 : posWeight.length - lists.ignored(row).length;
      sum += lists.weight(row) * known;
    }
    return sum;
  }

  @Override
  public Share prepare(NDArray labels, Targets rows, double weight) {
    Targets.LabelLists lists = (Targets.LabelLists) rows;
    int count = posWeight.length;
    float[] positives = new float[lists.size() * count];
    float[] negatives = new float[lists.size() * count];
    for (int row = 0; row < lists.size(); row++) {
      int start = row * count;
      double part = lists.weight(row) / weight;
      java.util.Arrays.fill(negatives, start, start + count, (float) (part * negativeWeight));
      for (int k : lists.ids()[row]) {
        positives[start + k] = (float) (part * posWeight[k]);
        negatives[start + k] = 0;
      }
      for (int k : lists.ignored(row)) {
        negatives[start + k] = 0;
      }
    }
    NDManager manager = labels.getManager();
    Shape shape = new Shape(lists.size(), count);
    NDArray positive = DeviceArrays.of(manager, positives, shape);
    NDArray negative = DeviceArrays.of(manager, negatives, shape);
    NDArray exponent = DeviceArrays.scalar(manager, -gamma);
    return logits -> loss(positive, negative, exponent, logits);
  }

  /**
   * All arrays are {@code [B, K]}, but for the exponent.
   *
   * @param exponent minus gamma, a scalar
   */
  private NDArray loss(NDArray positives, NDArray negatives, NDArray exponent, NDArray logits) {
    NDArray whereNegative = Activation.softPlus(logits); // -log(1 - p)
    NDArray wherePositive = Activation.softPlus(logits.neg()); // -log p
    NDArray positive = positives.mul(wherePositive);
    NDArray negative = negatives.mul(whereNegative);
    if (gamma > 0) {
      positive = positive.mul(whereNegative.mul(exponent).exp());
      negative = negative.mul(wherePositive.mul(exponent).exp());
    }
    return positive.add(negative).sum();
  }
}
