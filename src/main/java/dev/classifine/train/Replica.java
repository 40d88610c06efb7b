package dev.classifine.train;

import ai.djl.Device;
import ai.djl.ndarray.NDList;

/** A block with parameters of its own on a device, on which passes run. */
interface Replica {

  Device device();

  /**
   * The training forward pass.
   *
   * @param data the block's inputs, on the device
   * @param labels of the rows, for blocks that read them
   * @return logits {@code [B, K]} first
   */
  NDList forward(NDList data, NDList labels);
}
