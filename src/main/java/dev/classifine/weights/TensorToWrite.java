package dev.classifine.weights;

import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.function.Supplier;

/**
 * A tensor that is to be written.
 *
 * @param name unique in its file
 * @param type what the file is to hold: F32, or F16, BF16 or F64, which the data become
 * @param shape the dimensions, outermost first; none for a scalar
 * @param data asked once, when the tensor is written: float32, row-major, little-endian, 4 bytes
 *     for each element between position and limit, whatever the buffer's byte order says
 */
public record TensorToWrite(
    String name, ElementType type, long[] shape, Supplier<ByteBuffer> data) {

  /** A tensor that is written as the float32 that it is. */
  public TensorToWrite(String name, long[] shape, Supplier<ByteBuffer> data) {
    this(name, ElementType.F32, shape, data);
  }

  /** Copies the shape. */
  public TensorToWrite {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(data, "data");
    if (!type.readsAsFloat32()) {
      throw new IllegalArgumentException(type + " cannot be written from float32");
    }
    shape = shape.clone();
  }

  /** The same tensor, written as another type. */
  public TensorToWrite as(ElementType other) {
    return new TensorToWrite(name, other, shape, data);
  }

  /** The dimensions, outermost first, as a copy. */
  @Override
  public long[] shape() {
    return shape.clone();
  }

  TensorInfo info() {
    return new TensorInfo(name, type, shape);
  }
}
