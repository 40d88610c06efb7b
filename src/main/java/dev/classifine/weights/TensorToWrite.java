package dev.classifine.weights;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A float32 tensor that is to be written.
 *
 * @param name unique in its file
 * @param shape the dimensions, outermost first; none for a scalar
 * @param data asked once, when the tensor is written: float32, row-major, little-endian, 4 bytes
 *     for each element between position and limit, whatever the buffer's byte order says
 */
public record TensorToWrite(String name, long[] shape, Supplier<ByteBuffer> data) {

  /** Copies the shape. */
  public TensorToWrite {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(data, "data");
    shape = shape.clone();
  }

  /** The dimensions, outermost first, as a copy. */
  @Override
  public long[] shape() {
    return shape.clone();
  }

  TensorInfo info() {
    return new TensorInfo(name, ElementType.F32, shape);
  }
}
