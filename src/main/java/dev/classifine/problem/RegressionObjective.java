package dev.classifine.problem;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import dev.classifine.script.DeviceArrays;

/** Squared error with weights of the rows. */
record RegressionObjective(int width) implements Objective {

  @Override
  public double weight(Targets batch) {
    double sum = 0;
    for (int row = 0; row < batch.size(); row++) {
      sum += batch.weight(row);
    }
    return sum * width;
  }

  @Override
  public Share prepare(NDArray labels, Targets rows, double weight) {
    float[] parts = new float[rows.size()];
    for (int row = 0; row < parts.length; row++) {
      parts[row] = (float) (rows.weight(row) / weight);
    }
    NDArray part = DeviceArrays.of(labels.getManager(), parts, new Shape(parts.length, 1));
    return logits -> logits.sub(labels).square().mul(part).sum(); // [B, K] times [B, 1]
  }
}
