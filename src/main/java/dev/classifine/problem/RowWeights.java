package dev.classifine.problem;

import java.util.Arrays;

/** Weights of rows; null stands for 1 everywhere. */
final class RowWeights {

  private RowWeights() {}

  static void check(double[] weights, int rows) {
    if (weights == null) {
      return;
    }
    if (weights.length != rows) {
      throw new IllegalArgumentException(
          weights.length + " weights for " + rows + " rows. There must be one for each.");
    }
    for (int row = 0; row < rows; row++) {
      if (!(weights[row] >= 0) || Double.isInfinite(weights[row])) {
        throw new IllegalArgumentException(
            "Row "
                + row
                + " weighs "
                + weights[row]
                + ". A weight must be a finite number of at least 0.");
      }
    }
  }

  static double[] select(double[] weights, int[] rows) {
    return weights == null ? null : Arrays.stream(rows).mapToDouble(row -> weights[row]).toArray();
  }
}
