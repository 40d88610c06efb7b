package dev.classifine.train;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Passes over as many rows of like length as fit into a number of tokens, padding included: rows
 * times the longest of them. A row that is longer is a pass of its own. Rows are taken from the
 * shortest to the longest, which gives the fewest passes that there can be.
 *
 * @param limit tokens of a pass
 */
record TokenPasses(TrainingSet set, int limit) implements PassPlan {

  @Override
  public List<int[]> cut(int[] rows, int most) {
    int[] sorted = LengthOrder.shortestFirst(rows, set);
    List<int[]> passes = new ArrayList<>();
    int from = 0;
    for (int to = 1; to <= sorted.length; to++) {
      if (to == sorted.length || to - from >= capacity(set.length(sorted[to]), most)) {
        passes.add(Arrays.copyOfRange(sorted, from, to));
        from = to;
      }
    }
    return passes;
  }

  /** How many rows of a length fit. */
  private static int capacity(int length, int most) {
    return Math.max(1, most / Math.max(1, length));
  }

  /** By a count of each length: a sorted copy of millions of rows is not needed for a number. */
  @Override
  public long passesPerEpoch(int most) {
    Map<Integer, Integer> counts = new TreeMap<>();
    for (int row = 0; row < set.size(); row++) {
      counts.merge(set.length(row), 1, Integer::sum);
    }
    long passes = 0;
    int open = 0; // rows of the last pass, which shorter rows have begun
    for (Map.Entry<Integer, Integer> count : counts.entrySet()) {
      int capacity = capacity(count.getKey(), most);
      int left = count.getValue();
      int taken = Math.min(left, Math.max(0, passes == 0 ? 0 : capacity - open));
      left -= taken;
      open += taken;
      if (left > 0) {
        passes += (left + capacity - 1L) / capacity;
        open = (left - 1) % capacity + 1;
      }
    }
    return passes;
  }

  @Override
  public int largest(int[] rows, int most) {
    return positions(widest(rows, most));
  }

  @Override
  public boolean isDivisible(int[] rows, int most) {
    return widest(rows, most).length > 1;
  }

  private int[] widest(int[] rows, int most) {
    return passes(rows, most).stream()
        .max(Comparator.comparingInt(this::positions))
        .orElse(new int[0]);
  }

  private int positions(int[] pass) {
    return (int) Math.min(Integer.MAX_VALUE, Padding.of(set, List.of(pass)).positions());
  }

  @Override
  public String describe(int size) {
    return size + (size == 1 ? " token" : " tokens") + " with padding";
  }

  @Override
  public String remedy() {
    return "--max-tokens-per-batch; --auto-batch-size cuts passes by itself.";
  }
}
