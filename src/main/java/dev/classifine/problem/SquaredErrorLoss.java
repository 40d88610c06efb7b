package dev.classifine.problem;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;

/**
 * The mean squared error over a batch's numbers. DJL's {@code L2Loss} is not used: it multiplies by
 * a Java number, whose memory is gone when the backward pass reads it ({@link Objective}).
 */
final class SquaredErrorLoss extends Loss {

  SquaredErrorLoss() {
    super("MeanSquaredError");
  }

  @Override
  public NDArray evaluate(NDList labels, NDList predictions) {
    NDArray prediction = predictions.singletonOrThrow();
    NDArray label = labels.singletonOrThrow().reshape(prediction.getShape());
    return label.sub(prediction).square().mean();
  }
}
