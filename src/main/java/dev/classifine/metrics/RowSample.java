package dev.classifine.metrics;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Predictions and truth of at most so many rows, each row as likely as any other (Vitter 1985,
 * "Random Sampling with a Reservoir", algorithm R): all rows where there are no more. The same rows
 * in the same order give the same sample.
 */
final class RowSample {

  private final int width;
  private final int mostRows;
  private final SplittableRandom random = new SplittableRandom(0);
  private float[] predicted = new float[0];
  private float[] actual = new float[0];
  private int kept;
  private long seen;

  /**
   * @param width how many numbers a row has
   * @param mostRows how many rows are kept, at least 1
   */
  RowSample(int width, int mostRows) {
    this.width = width;
    this.mostRows = mostRows;
  }

  void add(float[] prediction, float[] truth) {
    seen++;
    if (kept < mostRows) {
      put(kept++, prediction, truth);
      return;
    }
    long place = random.nextLong(seen);
    if (place < mostRows) {
      put((int) place, prediction, truth);
    }
  }

  private void put(int row, float[] prediction, float[] truth) {
    if ((row + 1) * width > predicted.length) {
      int rows = Math.min(mostRows, Math.max(64, 2 * row));
      predicted = Arrays.copyOf(predicted, rows * width);
      actual = Arrays.copyOf(actual, rows * width);
    }
    System.arraycopy(prediction, 0, predicted, row * width, width);
    System.arraycopy(truth, 0, actual, row * width, width);
  }

  /** Spearman's correlation of what is kept, a mean over a row's numbers; NaN without rows. */
  double spearman() {
    double sum = 0;
    for (int column = 0; column < width; column++) {
      sum += Correlation.spearman(predicted(column), actual(column));
    }
    return sum / width;
  }

  /** What is kept of one of the predicted numbers. */
  double[] predicted(int column) {
    return column(predicted, column);
  }

  /** What is kept of one of the true numbers. */
  double[] actual(int column) {
    return column(actual, column);
  }

  private double[] column(float[] values, int column) {
    double[] picked = new double[kept];
    for (int row = 0; row < kept; row++) {
      picked[row] = values[row * width + column];
    }
    return picked;
  }
}
