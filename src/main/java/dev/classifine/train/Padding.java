package dev.classifine.train;

import java.util.List;

/**
 * How much of what passes compute is padding. Every row of a pass is as long as the longest of it.
 *
 * @param tokens of the rows themselves
 * @param positions that were computed: for each pass its rows times the length of the longest
 */
public record Padding(long tokens, long positions) {

  /** Of no pass. */
  public static final Padding NONE = new Padding(0, 0);

  /** That of passes over rows of a set. */
  static Padding of(TrainingSet set, List<int[]> passes) {
    long tokens = 0;
    long positions = 0;
    for (int[] pass : passes) {
      int longest = 0;
      for (int row : pass) {
        int length = set.length(row);
        tokens += length;
        longest = Math.max(longest, length);
      }
      positions += (long) longest * pass.length;
    }
    return new Padding(tokens, positions);
  }

  /** That of these and other passes together. */
  Padding plus(Padding other) {
    return new Padding(tokens + other.tokens, positions + other.positions);
  }

  /** The share of the positions that hold no token, in [0, 1); 0 where nothing was computed. */
  public double share() {
    return positions == 0 ? 0 : (double) (positions - tokens) / positions;
  }
}
