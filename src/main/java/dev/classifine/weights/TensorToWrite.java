package dev.classifine.weights;

import java.nio.ByteBuffer;
import java.util.function.Supplier;

/**
 * A float32 tensor for a file.
 *
 * @param name its name
 * @param shape its shape
 * @param data gives 4 bytes an element, row-major, little-endian; asked for when it is its turn
 */
public record TensorToWrite(String name, long[] shape, Supplier<ByteBuffer> data) {

  /** How many bytes it takes. */
  long byteSize() {
    return new TensorInfo(name, ElementType.F32, shape).byteSize();
  }
}
