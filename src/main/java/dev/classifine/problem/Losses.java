package dev.classifine.problem;

import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SigmoidBinaryCrossEntropyLoss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;

/**
 * Which loss a problem gets: DJL's for classification. Each is the mean over a batch's rows (and
 * labels or numbers).
 */
public final class Losses {

  private Losses() {}

  /**
   * The loss of logits {@code [B, K]} and labels as {@link LabelArrays} makes them.
   *
   * @param smoothing in effect, that is {@link LabelSmoothing#NONE} unless the problem is
   *     single-label
   * @param labels K
   * @throws IllegalArgumentException if smoothing is on where it is not defined
   */
  public static Loss of(ProblemType type, LabelSmoothing smoothing, int labels) {
    if (smoothing.conflictWith(type).isPresent()) {
      throw new IllegalArgumentException(smoothing + " has no meaning for " + type.title() + ".");
    }
    return switch (type) {
      case SINGLE_LABEL ->
          smoothing.isOn()
              ? new SmoothedCrossEntropyLoss(smoothing, labels)
              : new SoftmaxCrossEntropyLoss("SoftmaxCrossEntropyLoss");
      case MULTI_LABEL -> new SigmoidBinaryCrossEntropyLoss("SigmoidBinaryCrossEntropyLoss");
      case REGRESSION -> new SquaredErrorLoss();
    };
  }
}
