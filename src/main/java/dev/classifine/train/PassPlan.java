package dev.classifine.train;

import java.util.Arrays;
import java.util.List;

/**
 * Which rows of an effective batch go forward and backward together. A limit says how large a pass
 * may be: in rows, or in tokens with padding.
 */
interface PassPlan {

  /** The plan that the options ask for. */
  static PassPlan of(TrainingOptions options, TrainingSet set) {
    return options.maxTokensPerBatch() > 0
        ? new TokenPasses(set, options.maxTokensPerBatch())
        : new RowPasses(set, options.batchSize());
  }

  /** The rows that are learnt from. */
  TrainingSet set();

  /** The limit of the options. */
  int limit();

  /**
   * The passes of a step. Rows that do not count are in none, so that there is no pass without a
   * loss.
   *
   * @param rows the effective batch
   */
  default List<int[]> passes(int[] rows, int limit) {
    return cut(Arrays.stream(rows).filter(set().targets()::counts).toArray(), limit);
  }

  /** Rows in passes. */
  List<int[]> cut(int[] rows, int limit);

  /** How many passes an epoch has, if all rows count. */
  long passesPerEpoch(int limit);

  /**
   * The size of the largest pass of a step, as the limit counts it.
   *
   * @param rows the effective batch
   */
  int largest(int[] rows, int limit);

  /** Whether a pass of this size can be halved. */
  boolean isDivisible(int[] rows, int limit);

  /** A size for a person: {@code 8 rows}. */
  String describe(int size);

  /** How to have smaller passes, for the end of an error. */
  String remedy();
}
