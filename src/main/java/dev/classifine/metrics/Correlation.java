package dev.classifine.metrics;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The correlation of two columns of numbers by their ranks. */
final class Correlation {

  private Correlation() {}

  /**
   * Spearman's: Pearson's of the ranks, equal values sharing the mean of theirs; NaN where a value
   * is, which has no rank.
   */
  static double spearman(double[] x, double[] y) {
    if (DoubleStream.concat(Arrays.stream(x), Arrays.stream(y)).anyMatch(Double::isNaN)) {
      return Double.NaN;
    }
    double[] ranksX = ranks(x);
    double[] ranksY = ranks(y);
    CoMoments moments = new CoMoments();
    for (int i = 0; i < x.length; i++) {
      moments.add(ranksX[i], ranksY[i]);
    }
    return moments.correlation();
  }

  private static double[] ranks(double[] values) {
    int[] order =
        IntStream.range(0, values.length)
            .boxed()
            .sorted(Comparator.comparingDouble(i -> values[i]))
            .mapToInt(Integer::intValue)
            .toArray();
    double[] ranks = new double[values.length];
    for (int from = 0; from < order.length; ) {
      int to = from;
      while (to < order.length && values[order[to]] == values[order[from]]) {
        to++;
      }
      for (int i = from; i < to; i++) {
        ranks[order[i]] = (from + 1 + to) / 2.0;
      }
      from = to;
    }
    return ranks;
  }
}
