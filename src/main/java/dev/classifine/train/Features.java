package dev.classifine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;

/** What the lowest layers of a model give for the rows of a set, in place of their tokens. */
interface Features extends AutoCloseable {

  /**
   * The features of some rows.
   *
   * @param to the manager of the array, on any device
   * @param rows indexes in the set, in the order of the batch
   * @return {@code [B, T, H]} with finite numbers for padding, or {@code [B, H]}, as of {@link
   *     dev.classifine.model.LowerLayers#features}
   */
  NDArray of(NDManager to, int[] rows);

  @Override
  default void close() {}
}
