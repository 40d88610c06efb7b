package dev.classifine.problem;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.script.DeviceArrays;

/**
 * Cross-entropy or focal loss against weighted targets: everything but the logits goes into one
 * matrix {@code t_ik = r_i · w_k · s_ik / D}, so that the share is {@code -sum(t · log softmax(z) ·
 * (1 - p)^gamma)}.
 */
final class SingleLabelObjective implements Objective {

  /**
   * The least 1 - p that is raised to gamma: at 0 the derivative is infinite for gamma below 1. No
   * float32 below 1 is nearer to it.
   */
  private static final float LEAST = 0x1p-25f;

  private final double[] classWeights;
  private final LabelSmoothing smoothing;
  private final float gamma;

  /**
   * @param classWeights {@code [K]}
   * @param gamma 0 for cross-entropy
   */
  SingleLabelObjective(double[] classWeights, LabelSmoothing smoothing, double gamma) {
    this.classWeights = classWeights;
    this.smoothing = smoothing;
    this.gamma = (float) gamma;
  }

  @Override
  public double weight(Targets batch) {
    int[] ids = ((Targets.Classes) batch).ids();
    double sum = 0;
    for (int row = 0; row < ids.length; row++) {
      sum += batch.isIgnored(row) ? 0 : batch.weight(row) * classWeights[ids[row]];
    }
    return sum;
  }

  @Override
  public Share prepare(NDArray labels, Targets rows, double weight) {
    int classes = classWeights.length;
    float[] targets = new float[rows.size() * classes];
    for (int row = 0; row < rows.size(); row++) {
      int actual = ((Targets.Classes) rows).ids()[row];
      for (int k = 0; k < classes; k++) {
        double share =
            k == actual ? smoothing.correctTarget(classes) : smoothing.otherTarget(classes);
        targets[row * classes + k] = (float) (rows.weight(row) * classWeights[k] * share / weight);
      }
    }
    NDManager manager = labels.getManager();
    NDArray weighted = DeviceArrays.of(manager, targets, new Shape(rows.size(), classes));
    NDArray exponent = DeviceArrays.scalar(manager, gamma);
    NDArray least = DeviceArrays.scalar(manager, LEAST);
    NDArray one = DeviceArrays.scalar(manager, 1);
    return logits -> loss(weighted, exponent, least, one, logits);
  }

  /**
   * @param targets {@code [B, K]}
   * @param exponent gamma, a scalar
   * @param least the least 1 - p, a scalar
   * @param one a scalar
   * @param logits {@code [B, K]}
   */
  private NDArray loss(
      NDArray targets, NDArray exponent, NDArray least, NDArray one, NDArray logits) {
    NDArray logProbabilities = logits.logSoftmax(1); // [B, K]
    NDArray terms = targets.mul(logProbabilities);
    if (gamma > 0) {
      NDArray missing = logProbabilities.exp().neg().add(one).maximum(least); // 1 - p
      terms = terms.mul(missing.pow(exponent));
    }
    return terms.sum().neg();
  }
}
