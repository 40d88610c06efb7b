package dev.classifine.tracking.tensorboard;

import java.util.Arrays;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/**
 * Counts of numbers in TensorFlow's buckets, whose limits grow by a tenth from 1e-12 to 1e20 on
 * either side of 0. Numbers that are not finite are left out.
 */
final class Histogram {

  private static final double SMALLEST = 1e-12;
  private static final double LARGEST = 1e20;
  private static final double GROWTH = 1.1;
  private static final double[] LIMITS = limits();

  // HistogramProto
  private static final int MIN = 1;
  private static final int MAX = 2;
  private static final int COUNT = 3;
  private static final int SUM = 4;
  private static final int SUM_OF_SQUARES = 5;
  private static final int BUCKET_LIMITS = 6;
  private static final int BUCKETS = 7;

  private final long[] counts = new long[LIMITS.length];
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private long count;
  private double sum;
  private double squares;

  private static double[] limits() {
    double[] positive =
        DoubleStream.iterate(SMALLEST, limit -> limit < LARGEST, limit -> limit * GROWTH).toArray();
    DoubleStream negative =
        DoubleStream.concat(Arrays.stream(positive), DoubleStream.of(Double.MAX_VALUE))
            .map(limit -> -limit);
    return DoubleStream.concat(
            DoubleStream.concat(negative, DoubleStream.of(0)),
            DoubleStream.concat(Arrays.stream(positive), DoubleStream.of(Double.MAX_VALUE)))
        .sorted()
        .toArray();
  }

  /**
   * Adds numbers.
   *
   * @param scale what they are divided by
   */
  void add(float[] values, double scale) {
    for (float value : values) {
      if (Float.isFinite(value)) {
        add(value / scale);
      }
    }
  }

  private void add(double value) {
    int found = Arrays.binarySearch(LIMITS, value == 0 ? 0.0 : value); // -0 is 0
    counts[found >= 0 ? found + 1 : -found - 1]++; // the first limit above it
    min = Math.min(min, value);
    max = Math.max(max, value);
    count++;
    sum += value;
    squares += value * value;
  }

  /** How many numbers were counted. */
  long count() {
    return count;
  }

  /**
   * A {@code HistogramProto} with the buckets from the first to the last that holds something;
   * empty ones side by side are one, as TensorFlow writes them.
   */
  Message message() {
    int from = 0;
    while (from < counts.length && counts[from] == 0) {
      from++;
    }
    int to = counts.length;
    while (to > from && counts[to - 1] == 0) {
      to--;
    }
    int[] written =
        IntStream.range(from, to).filter(i -> counts[i] > 0 || counts[i + 1] > 0).toArray();
    return new Message()
        .real(MIN, count == 0 ? 0 : min)
        .real(MAX, count == 0 ? 0 : max)
        .real(COUNT, (double) count)
        .real(SUM, sum)
        .real(SUM_OF_SQUARES, squares)
        .reals(BUCKET_LIMITS, Arrays.stream(written).mapToDouble(i -> LIMITS[i]).toArray())
        .reals(BUCKETS, Arrays.stream(written).mapToDouble(i -> counts[i]).toArray());
  }
}
