package dev.classifine.tracking.tensorboard;

/**
 * Precision and recall of one label at {@value #THRESHOLDS} thresholds evenly spaced over [0, 1],
 * as TensorBoard's own {@code pr_curve} summary counts them: a row with a score of at least the
 * threshold is called positive.
 */
final class PrCurve {

  static final int THRESHOLDS = 201;

  /** Where nothing is called positive, precision is 0 and not undefined. */
  private static final double LEAST_COUNT = 1e-7;

  private final long[] positives = new long[THRESHOLDS];
  private final long[] negatives = new long[THRESHOLDS];

  /**
   * Adds a row.
   *
   * @param score a probability; a row with NaN is left out
   * @param truth whether the row has the label
   */
  void add(double score, boolean truth) {
    if (!Double.isNaN(score)) {
      (truth ? positives : negatives)[(int) ((float) score * (THRESHOLDS - 1))]++;
    }
  }

  /**
   * The curve: true positives, false positives, true negatives, false negatives, precision and
   * recall, {@code [6, thresholds]}.
   */
  float[][] values() {
    float[][] values = new float[6][THRESHOLDS];
    double allPositives = sum(positives);
    double allNegatives = sum(negatives);
    double truePositives = 0;
    double falsePositives = 0;
    for (int i = THRESHOLDS - 1; i >= 0; i--) {
      truePositives += positives[i];
      falsePositives += negatives[i];
      values[0][i] = (float) truePositives;
      values[1][i] = (float) falsePositives;
      values[2][i] = (float) (allNegatives - falsePositives);
      values[3][i] = (float) (allPositives - truePositives);
      values[4][i] =
          (float) (truePositives / Math.max(LEAST_COUNT, truePositives + falsePositives));
      values[5][i] = (float) (truePositives / Math.max(LEAST_COUNT, allPositives));
    }
    return values;
  }

  private static double sum(long[] counts) {
    double sum = 0;
    for (long count : counts) {
      sum += count;
    }
    return sum;
  }
}
