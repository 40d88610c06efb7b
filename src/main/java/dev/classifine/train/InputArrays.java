package dev.classifine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.script.DeviceArrays;

/** Numbers of a batch as an array that a block reads. */
public final class InputArrays {

  private InputArrays() {}

  /**
   * Copies numbers into memory of libtorch's own, which is aligned. The array of {@link
   * NDManager#create(float[], Shape)} lies in Java's, where the last bits of a matrix product or a
   * convolution depend on the address: a seeded training would not repeat bit for bit. Nor does
   * this wait for a GPU, as {@code create} would.
   *
   * @param manager the manager of the array, on its device
   * @param values row-major, as many as the shape has
   * @param shape of the whole batch
   */
  public static NDArray of(NDManager manager, float[] values, Shape shape) {
    if (manager.getDevice().isGpu()) {
      return DeviceArrays.of(manager, values, shape);
    }
    try (NDArray borrowed = manager.create(values, shape)) {
      return borrowed.duplicate();
    }
  }
}
