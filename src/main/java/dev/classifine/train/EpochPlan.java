package dev.classifine.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Which rows make up the batches of an epoch: a pure function of the seed and the epoch. */
final class EpochPlan {

  private EpochPlan() {}

  /**
   * All rows, cut into effective batches; the last may be smaller.
   *
   * @param rows how many rows there are
   * @param epoch from 0
   */
  static List<int[]> of(TrainingOptions options, int rows, long epoch) {
    int[] order =
        switch (options.order()) {
          case SHUFFLED ->
              permutation(rows, new SplittableRandom(options.seed() * 0x9E3779B97F4A7C15L + epoch));
          case SEQUENTIAL -> IntStream.range(0, rows).toArray();
        };
    return cut(order, options.effectiveBatchSize());
  }

  /** An order cut into pieces of a size; the last may be smaller. */
  static List<int[]> cut(int[] order, int size) {
    List<int[]> pieces = new ArrayList<>((order.length + size - 1) / size);
    for (int from = 0; from < order.length; from += size) {
      pieces.add(Arrays.copyOfRange(order, from, Math.min(order.length, from + size)));
    }
    return pieces;
  }

  /** Fisher and Yates' shuffle: every order is as likely. */
  private static int[] permutation(int n, SplittableRandom random) {
    int[] order = new int[n];
    for (int i = 0; i < n; i++) {
      int j = random.nextInt(i + 1);
      order[i] = order[j];
      order[j] = i;
    }
    return order;
  }
}
