package dev.classifine.train;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/**
 * Which rows make up the batches of an epoch: a pure function of the rows' lengths, the seed and
 * the epoch.
 */
final class EpochPlan {

  /** Batches of a window within which rows are sorted by length. */
  static final int WINDOW_BATCHES = 32;

  private EpochPlan() {}

  /**
   * All rows, cut into effective batches; one may be smaller.
   *
   * @param epoch from 0
   */
  static List<int[]> of(TrainingOptions options, TrainingSet set, long epoch) {
    SplittableRandom random = new SplittableRandom(options.seed() * 0x9E3779B97F4A7C15L + epoch);
    if (options.maxTokensPerBatch() > 0) {
      return budgeted(options, set, random);
    }
    int size = options.effectiveBatchSize();
    return switch (options.order()) {
      case SEQUENTIAL -> cut(IntStream.range(0, set.size()).toArray(), size);
      case SHUFFLED -> cut(permutation(set.size(), random), size);
      case BUCKETED -> {
        Ordered batches = bucketed(set, size, random);
        if (epoch == 0) {
          longestFirst(batches, set);
        }
        yield batches;
      }
    };
  }

  private static Ordered bucketed(TrainingSet set, int size, SplittableRandom random) {
    int[] order = permutation(set.size(), random);
    long window = (long) size * WINDOW_BATCHES;
    for (long from = 0; from < order.length; from += window) {
      int begin = (int) from;
      int end = (int) Math.min(order.length, from + window);
      int[] sorted = LengthOrder.shortestFirst(Arrays.copyOfRange(order, begin, end), set);
      System.arraycopy(sorted, 0, order, begin, sorted.length);
    }
    return shuffled(cut(order, size), random);
  }

  /**
   * The batch that needs most memory first, as transformers' {@code LengthGroupedSampler} has it: a
   * run that does not fit fails in its first step, and later steps reuse the first one's memory.
   * One epoch is enough for that, and where there are few batches their order matters. A batch
   * counts as a whole, though its passes take turns: the rows of an update must not depend on how
   * it is cut.
   */
  private static void longestFirst(Ordered batches, TrainingSet set) {
    int longest = 0;
    long most = 0;
    for (int i = 0; i < batches.size(); i++) {
      long tokens = padded(batches.get(i), set);
      if (tokens > most) {
        longest = i;
        most = tokens;
      }
    }
    batches.swap(0, longest);
  }

  /** Tokens of a batch with its padding. */
  private static long padded(int[] batch, TrainingSet set) {
    return (long) batch.length * Arrays.stream(batch).map(set::length).max().orElse(0);
  }

  /**
   * Batches of a token budget. All rows are sorted, those of equal length at random, and cut into
   * passes; the shuffled passes are taken together in steps. So the lengths alone decide how many
   * steps there are, and every epoch has as many.
   */
  private static List<int[]> budgeted(
      TrainingOptions options, TrainingSet set, SplittableRandom random) {
    PassPlan plan = PassPlan.of(options, set);
    List<int[]> passes = shuffled(plan.cut(permutation(set.size(), random), plan.limit()), random);
    int together = options.gradientAccumulationSteps();
    List<int[]> batches = new ArrayList<>();
    for (int from = 0; from < passes.size(); from += Math.min(together, passes.size())) {
      int to = (int) Math.min(passes.size(), (long) from + together);
      batches.add(passes.subList(from, to).stream().flatMapToInt(Arrays::stream).toArray());
    }
    return batches;
  }

  private static Ordered shuffled(List<int[]> batches, SplittableRandom random) {
    return new Ordered(batches, permutation(batches.size(), random));
  }

  /** An order cut into pieces of a size, made when they are asked for; the last may be smaller. */
  static List<int[]> cut(int[] order, int size) {
    return new Pieces(order, size);
  }

  /** Pieces of one array: millions of rows take 4 bytes each. */
  private static final class Pieces extends AbstractList<int[]> implements RandomAccess {

    private final int[] order;
    private final int length;

    Pieces(int[] order, int length) {
      this.order = order;
      this.length = length;
    }

    @Override
    public int[] get(int index) {
      int from = Math.multiplyExact(Objects.checkIndex(index, size()), length);
      return Arrays.copyOfRange(order, from, (int) Math.min(order.length, (long) from + length));
    }

    @Override
    public int size() {
      return Math.toIntExact(((long) order.length + length - 1) / length);
    }
  }

  /** Batches in another order. */
  private static final class Ordered extends AbstractList<int[]> implements RandomAccess {

    private final List<int[]> batches;
    private final int[] order;

    Ordered(List<int[]> batches, int[] order) {
      this.batches = batches;
      this.order = order;
    }

    @Override
    public int[] get(int index) {
      return batches.get(order[index]);
    }

    @Override
    public int size() {
      return order.length;
    }

    void swap(int i, int j) {
      int batch = order[i];
      order[i] = order[j];
      order[j] = batch;
    }
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
