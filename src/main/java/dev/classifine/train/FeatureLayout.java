package dev.classifine.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Where the features of a set's rows lie in one run of vectors, and which are computed together:
 * rows of like length, so that little is padded, and always the same ones. So what is computed for
 * a row, which depends in its last bits on what it is computed with, does not depend on when a
 * training first reads it.
 */
final class FeatureLayout {

  private final List<int[]> blocks = new ArrayList<>();
  private final int[] blockOf;
  private final int[] vectors;
  private final long[] first;
  private final long total;

  /**
   * @param lengths tokens of each row
   * @param together tokens of a block, padding included; a longer row is one of its own
   * @param pooled whether a row has one vector, not one for each of its tokens
   */
  FeatureLayout(int[] lengths, int together, boolean pooled) {
    blockOf = new int[lengths.length];
    first = new long[lengths.length];
    vectors = pooled ? IntStream.of(lengths).map(length -> 1).toArray() : lengths.clone();
    int[] order =
        IntStream.range(0, lengths.length)
            .boxed()
            .sorted(Comparator.comparingInt(row -> lengths[row]))
            .mapToInt(Integer::intValue)
            .toArray();
    int from = 0;
    long next = 0;
    for (int i = 0; i < order.length; i++) {
      if ((i - from + 1L) * lengths[order[i]] > together && i > from) {
        blocks.add(Arrays.copyOfRange(order, from, i));
        from = i;
      }
      blockOf[order[i]] = blocks.size();
      first[order[i]] = next;
      next += vectors[order[i]];
    }
    blocks.add(Arrays.copyOfRange(order, from, order.length));
    total = next;
  }

  /** How many blocks of rows there are that are computed together. */
  int blocks() {
    return blocks.size();
  }

  /** The rows of a block, the shortest first, whose vectors lie one behind the other. */
  int[] rows(int block) {
    return blocks.get(block);
  }

  /** The block of a row. */
  int block(int row) {
    return blockOf[row];
  }

  /** How many vectors a row has. */
  int vectors(int row) {
    return vectors[row];
  }

  /** Where a row's vectors begin, counted in vectors. */
  long first(int row) {
    return first[row];
  }

  /** How many vectors all rows have. */
  long total() {
    return total;
  }
}
