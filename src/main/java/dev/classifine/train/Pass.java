package dev.classifine.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;

/**
 * A forward and backward pass over a micro-batch that was run, while its arrays live.
 *
 * @param manager of the arrays, on the replica's device
 * @param data the block's inputs
 * @param labels the true labels
 * @param predictions the block's outputs, logits {@code [B, K]} first
 * @param share of the effective batch's loss, a scalar
 * @param rows of the micro-batch
 */
record Pass(
    NDManager manager, NDList data, NDList labels, NDList predictions, NDArray share, int rows) {

  /** Tells DJL's listeners of it. */
  void tell(DjlNotifier notifier) {
    notifier.trained(notifier.batch(manager, data, labels, predictions, rows));
  }

  /** Its share of the loss without its graph, on a device, under a manager that outlives it. */
  NDArray loss(Device device, NDManager scope) {
    NDArray value = share.stopGradient().toDevice(device, false);
    value.attach(scope);
    return value;
  }
}
