package dev.classifine.train;

import ai.djl.Device;
import dev.classifine.error.UsageException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * How large a batch of a pass without gradients may be. By tokens, a batch of short texts has many
 * rows and one of long texts few, and the matrix products of both are about as large.
 *
 * @param rows the most rows; 0 for any number
 * @param tokens the most tokens, padding included: rows times the longest of them; a longer row is
 *     a batch of its own
 */
public record BatchLimits(int rows, int tokens) {

  /** Products of this many rows are as fast as any on a processor, and what they give is small. */
  private static final int PROCESSOR_TOKENS = 2048;

  /** A GPU has more to be filled, and is asked over a bus. */
  private static final int GPU_TOKENS = 16384;

  /** Smaller batches to occupy more threads would take longer than they save. */
  private static final int LEAST_TOKENS = 256;

  /**
   * @throws UsageException if {@code rows} is below 0, or {@code tokens} below 1
   */
  public BatchLimits {
    if (rows < 0) {
      throw new UsageException(
          "--batch-size: " + rows + " is out of range. It must be at least 1, or 0 for any.");
    }
    if (tokens < 1) {
      throw new UsageException(
          "--max-tokens-per-batch: " + tokens + " is out of range. It must be at least 1.");
    }
  }

  /** At most so many rows, whatever their length. */
  public static BatchLimits rows(int rows) {
    return new BatchLimits(rows, Integer.MAX_VALUE);
  }

  /** As many tokens as a device is well used by. */
  public static BatchLimits of(Device device) {
    return new BatchLimits(0, device.isGpu() ? GPU_TOKENS : PROCESSOR_TOKENS);
  }

  /**
   * The rows of a set in batches of like length, the longest first: one that does not fit into
   * memory fails at once.
   *
   * @param workers how many threads run batches: where there are tokens enough, there are as many
   *     batches
   */
  List<int[]> batches(TrainingSet set, int workers) {
    int[] order = LengthOrder.longestFirst(set);
    int budget = Math.min(tokens, Math.max(LEAST_TOKENS, share(set, workers)));
    List<int[]> batches = new ArrayList<>();
    for (int from = 0; from < order.length; ) {
      int to = Math.min(order.length, from + capacity(set.length(order[from]), budget));
      batches.add(Arrays.copyOfRange(order, from, to));
      from = to;
    }
    return batches;
  }

  private int capacity(int length, int budget) {
    int fit = Math.max(1, budget / Math.max(1, length));
    return rows == 0 ? fit : Math.min(rows, fit);
  }

  /** A worker's part of all tokens, or all that can be where one works. */
  private static int share(TrainingSet set, int workers) {
    if (workers == 1) {
      return Integer.MAX_VALUE;
    }
    long all = 0;
    for (int row = 0; row < set.size(); row++) {
      all += set.length(row);
    }
    return (int) Math.min(Integer.MAX_VALUE, (all + workers - 1) / workers);
  }
}
