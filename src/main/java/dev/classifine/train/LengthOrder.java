package dev.classifine.train;

import java.util.Arrays;

/** Rows in the order of their lengths. */
final class LengthOrder {

  private LengthOrder() {}

  /** The rows from the shortest to the longest; equal ones stay in their order. */
  static int[] shortestFirst(int[] rows, TrainingSet set) {
    long[] keys = new long[rows.length]; // length and place: no object for each row
    for (int i = 0; i < rows.length; i++) {
      keys[i] = (long) set.length(rows[i]) << Integer.SIZE | i;
    }
    Arrays.sort(keys);
    int[] sorted = new int[rows.length];
    for (int i = 0; i < rows.length; i++) {
      sorted[i] = rows[(int) keys[i]];
    }
    return sorted;
  }

  /** All rows of a set from the longest to the shortest; equal ones stay in their order. */
  static int[] longestFirst(TrainingSet set) {
    int[] order = new int[set.size()];
    for (int row = 0; row < order.length; row++) {
      order[row] = order.length - 1 - row;
    }
    int[] sorted = shortestFirst(order, set);
    for (int i = 0; i < sorted.length / 2; i++) {
      int other = sorted.length - 1 - i;
      int row = sorted[i];
      sorted[i] = sorted[other];
      sorted[other] = row;
    }
    return sorted;
  }
}
