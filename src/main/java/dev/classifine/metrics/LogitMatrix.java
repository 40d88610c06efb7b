package dev.classifine.metrics;

import dev.classifine.error.ClassifineException;
import java.util.Arrays;

/** The logits of a set, {@code [rows, K]}, in Java's memory: 4 bytes each. */
public final class LogitMatrix {

  private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 8;

  private final int rows;
  private final int labels;
  private final float[] values;

  /**
   * Zeros.
   *
   * @throws ClassifineException if they are more than a Java array holds
   */
  public LogitMatrix(int rows, int labels) {
    if ((long) rows * labels > LARGEST_ARRAY) {
      throw new ClassifineException(
          rows
              + " rows of "
              + labels
              + " logits are more than the "
              + LARGEST_ARRAY
              + " that can be kept. Take fewer rows.");
    }
    this.rows = rows;
    this.labels = labels;
    this.values = new float[rows * labels];
  }

  /** How many rows there are. */
  public int rows() {
    return rows;
  }

  /** How many logits a row has: K. */
  public int labels() {
    return labels;
  }

  /** A logit. */
  public float get(int row, int label) {
    return values[row * labels + label];
  }

  /** A copy of a row, {@code [K]}. */
  public float[] row(int row) {
    return Arrays.copyOfRange(values, row * labels, (row + 1) * labels);
  }

  /**
   * Sets a row.
   *
   * @param batch rows of K logits, row-major
   * @param from the row of the batch
   */
  public void set(int row, float[] batch, int from) {
    System.arraycopy(batch, from * labels, values, row * labels, labels);
  }

  /** The first row with a logit that is not finite; -1 where there is none. */
  public int firstNotFinite() {
    for (int i = 0; i < values.length; i++) {
      if (!Float.isFinite(values[i])) {
        return i / labels;
      }
    }
    return -1;
  }
}
