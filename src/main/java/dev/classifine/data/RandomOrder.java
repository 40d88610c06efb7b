package dev.classifine.data;

import java.util.SplittableRandom;

/** Rows in random order. */
final class RandomOrder {

  private RandomOrder() {}

  /** The indexes in [0, {@code rows}), each order being as likely as any other. */
  static int[] of(int rows, SplittableRandom random) {
    int[] order = new int[rows];
    for (int i = 0; i < rows; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
