package dev.classifine.script;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * The elements of arrays that live long, as parameters and moments do. DJL's own ways leave a copy
 * of an array on a GPU under the array's manager, so that each checkpoint would take as much memory
 * as it has bytes, until the model is closed; these leave nothing.
 */
public final class HostMemory {

  private HostMemory() {}

  /**
   * An array's elements: of an array on the processor its own memory, to be read while the array
   * lives; of an array on a GPU a copy.
   *
   * @return row-major and in native order
   */
  public static ByteBuffer of(NDArray array) {
    return array.getDevice().isGpu() ? copy(array) : array.toByteBuffer(true);
  }

  /**
   * A copy of an array's elements.
   *
   * @return as {@link #of}
   */
  public static ByteBuffer copy(NDArray array) {
    try (NDArray host = array.toDevice(Device.cpu(), true)) {
      ByteBuffer source = host.toByteBuffer(true);
      return ByteBuffer.allocateDirect(source.remaining())
          .order(ByteOrder.nativeOrder())
          .put(source)
          .flip();
    }
  }

  /**
   * The elements of an array of float32.
   *
   * @return row-major
   */
  public static float[] floats(NDArray array) {
    float[] elements = new float[Math.toIntExact(array.size())];
    of(array).order(ByteOrder.nativeOrder()).asFloatBuffer().get(elements);
    return elements;
  }
}
