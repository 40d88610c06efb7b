package dev.classifine.data;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/** Holds out or shares out rows of each class in proportion to its size. */
final class ClassStratification {

  private ClassStratification() {}

  /**
   * Which rows are held out.
   *
   * @param classes the class of each row
   * @param order all rows in random order: the first of each class are taken
   * @param fraction to take of each class
   * @param count to take in all, if the classes are large enough
   */
  static boolean[] heldOut(int[] classes, int[] order, double fraction, int count) {
    int[] quotas = quotas(sizes(classes), fraction, count);
    boolean[] heldOut = new boolean[classes.length];
    for (int row : order) {
      if (quotas[classes[row]] > 0) {
        quotas[classes[row]]--;
        heldOut[row] = true;
      }
    }
    return heldOut;
  }

  /**
   * Shares the rows out: those of one class after those of another, to the parts in turn. So two
   * parts differ by at most one row, of each class and of all, as those of scikit-learn's {@code
   * StratifiedKFold} do.
   *
   * @param classes the class of each row
   * @param order all rows in random order
   * @param count how many parts there are
   * @return the part of each row, in [0, {@code count})
   */
  static int[] folds(int[] classes, int[] order, int count) {
    int[] sizes = sizes(classes);
    int[] next = new int[sizes.length]; // the place of the class's next row
    for (int id = 1; id < next.length; id++) {
      next[id] = next[id - 1] + sizes[id - 1];
    }
    int[] byClass = new int[order.length];
    for (int row : order) { // random in a class
      byClass[next[classes[row]]++] = row;
    }
    return Folds.dealt(byClass, count);
  }

  private static int[] sizes(int[] classes) {
    int[] sizes = new int[Arrays.stream(classes).max().orElse(-1) + 1];
    for (int id : classes) {
      sizes[id]++;
    }
    return sizes;
  }

  /**
   * Largest remainder: each class gets its share rounded down, and those that lost most by the
   * rounding get one more, the larger class first among equals.
   */
  private static int[] quotas(int[] sizes, double fraction, int count) {
    int[] quotas = new int[sizes.length];
    double[] remainders = new double[sizes.length];
    int left = count;
    for (int id = 0; id < sizes.length; id++) {
      double share = fraction * sizes[id];
      quotas[id] = Math.min((int) share, Math.max(0, sizes[id] - 1));
      remainders[id] = share - quotas[id];
      left -= quotas[id];
    }
    int[] byRemainder =
        IntStream.range(0, sizes.length)
            .boxed()
            .sorted(
                Comparator.<Integer>comparingDouble(id -> -remainders[id])
                    .thenComparingInt(id -> -sizes[id]))
            .mapToInt(Integer::intValue)
            .toArray();
    for (int id : byRemainder) {
      if (left > 0 && quotas[id] < sizes[id] - 1) {
        quotas[id]++;
        left--;
      }
    }
    return quotas;
  }
}
