package dev.classifine.train;

import java.util.Arrays;
import java.util.List;

/** Which rows of an effective batch go forward and backward together. */
final class PassPlan {

  private final TrainingSet set;

  PassPlan(TrainingSet set) {
    this.set = set;
  }

  /** The rows that are learnt from. */
  TrainingSet set() {
    return set;
  }

  /**
   * The passes of a step. Rows that do not count are in none, so that there is no pass without a
   * loss.
   *
   * @param rows the effective batch
   * @param limit rows of one pass
   */
  List<int[]> passes(int[] rows, int limit) {
    return EpochPlan.cut(Arrays.stream(rows).filter(set.targets()::counts).toArray(), limit);
  }

  /** How many passes an epoch has about, in passes of a limit. */
  long passesPerEpoch(int limit) {
    return (set.size() + limit - 1L) / limit;
  }
}
