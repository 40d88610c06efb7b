package dev.classifine.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
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
        List<int[]> batches = bucketed(set, size, random);
        yield epoch == 0 ? longestFirst(batches, set) : batches;
      }
    };
  }

  private static List<int[]> bucketed(TrainingSet set, int size, SplittableRandom random) {
    int window = (int) Math.min(Integer.MAX_VALUE, (long) size * WINDOW_BATCHES);
    List<int[]> batches = new ArrayList<>();
    for (int[] rows : cut(permutation(set.size(), random), window)) {
      batches.addAll(cut(LengthOrder.shortestFirst(rows, set), size));
    }
    return shuffled(batches, random);
  }

  /**
   * The batch that needs most memory first, as transformers' {@code LengthGroupedSampler} has it: a
   * run that does not fit fails in its first step, and later steps reuse the first one's memory.
   * One epoch is enough for that, and where there are few batches their order matters.
   */
  private static List<int[]> longestFirst(List<int[]> batches, TrainingSet set) {
    long[] tokens = batches.stream().mapToLong(batch -> padded(batch, set)).toArray();
    int longest = 0;
    for (int i = 1; i < tokens.length; i++) {
      longest = tokens[i] > tokens[longest] ? i : longest;
    }
    List<int[]> ordered = new ArrayList<>(batches);
    Collections.swap(ordered, 0, longest);
    return ordered;
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

  private static List<int[]> shuffled(List<int[]> batches, SplittableRandom random) {
    int[] order = permutation(batches.size(), random);
    return Arrays.stream(order).mapToObj(batches::get).toList();
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
