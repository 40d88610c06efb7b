package dev.classifine.problem;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import dev.classifine.script.DeviceArrays;

/**
 * DJL's {@link SoftmaxCrossEntropyLoss} against the smoothed target distributions of class labels:
 * the mean over rows of {@code -sum_k t_k · log softmax(z)_k}. With {@link
 * LabelSmoothing.Convention#ALL_CLASSES} it equals PyTorch's {@code
 * cross_entropy(label_smoothing=e)}.
 */
final class SmoothedCrossEntropyLoss extends Loss {

  private final Loss distributionLoss =
      new SoftmaxCrossEntropyLoss("SoftmaxCrossEntropyLoss", 1, -1, false, true);
  private final int classes;
  private final float correct;
  private final float other;

  SmoothedCrossEntropyLoss(LabelSmoothing smoothing, int classes) {
    super("SoftmaxCrossEntropyLoss");
    this.classes = classes;
    this.correct = (float) smoothing.correctTarget(classes);
    this.other = (float) smoothing.otherTarget(classes);
  }

  @Override
  public NDArray evaluate(NDList labels, NDList predictions) {
    NDArray ids = labels.singletonOrThrow(); // [B]
    NDManager manager = ids.getManager();
    NDArray step = DeviceArrays.scalar(manager, correct - other); // not DJL's: see DeviceArrays
    NDArray least = DeviceArrays.scalar(manager, other);
    NDArray targets = ids.oneHot(classes).mul(step).add(least); // [B, K]
    return distributionLoss.evaluate(new NDList(targets), predictions);
  }
}
