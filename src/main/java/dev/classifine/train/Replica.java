package dev.classifine.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.GradientCollector;

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

  /**
   * The backward pass of the last forward one: adds to the gradients of the parameters.
   *
   * @param loss a scalar
   */
  void backward(GradientCollector collector, NDArray loss);

  /** Forgets what a forward pass left whose backward pass will not be run. */
  void forget();
}
