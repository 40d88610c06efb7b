package dev.classifine.metrics;

import dev.classifine.problem.Targets;
import java.util.Arrays;

/** Keeps predictions and truth: 8 bytes a number. */
public final class RegressionMetrics implements MetricsAccumulator {

  private final int width;
  private float[] predicted = new float[256];
  private float[] actual = new float[256];
  private int count;

  /** For rows of {@code width} numbers. */
  public RegressionMetrics(int width) {
    this.width = width;
  }

  /** Adds a row of numbers. */
  public void add(float[] prediction, float[] truth) {
    if (count + width > predicted.length) {
      int capacity = Math.max(count + width, predicted.length * 2);
      predicted = Arrays.copyOf(predicted, capacity);
      actual = Arrays.copyOf(actual, capacity);
    }
    System.arraycopy(prediction, 0, predicted, count, width);
    System.arraycopy(truth, 0, actual, count, width);
    count += width;
  }

  @Override
  public void add(float[] logits, Targets targets, int row) {
    Targets.Values values = (Targets.Values) targets;
    add(logits, Arrays.copyOfRange(values.values(), row * width, (row + 1) * width));
  }

  @Override
  public RegressionEvaluation evaluation() {
    return new RegressionEvaluation(
        Arrays.copyOf(predicted, count), Arrays.copyOf(actual, count), width);
  }
}
