package dev.classifine.weights;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;

/**
 * A tensor that is to be written.
 *
 * @param name unique in its file
 * @param type what the file is to hold: F32, or F16, BF16 or F64, which the data become
 * @param shape the dimensions, outermost first; none for a scalar
 * @param data its elements, asked for once, when the tensor is written
 */
public record TensorToWrite(String name, ElementType type, long[] shape, TensorData data) {

  /** A tensor that is written as the float32 that it is. */
  public TensorToWrite(String name, long[] shape, TensorData data) {
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

  /**
   * A matrix turned: its rows become columns. One copy is held while it is written.
   *
   * @param newName what it is then called
   * @throws IllegalArgumentException if it has not two dimensions
   */
  public TensorToWrite transposed(String newName) {
    if (shape.length != 2) {
      throw new IllegalArgumentException(
          name + " is no matrix: it has " + shape.length + " dimensions.");
    }
    int rows = Math.toIntExact(shape[0]);
    int columns = Math.toIntExact(shape[1]);
    return new TensorToWrite(
        newName, type, new long[] {columns, rows}, () -> transposed(data.get(), rows, columns));
  }

  private static ByteBuffer transposed(ByteBuffer data, int rows, int columns) {
    ByteBuffer turned = ByteBuffer.allocate(data.remaining()).order(ByteOrder.LITTLE_ENDIAN);
    Float32.convertTransposed(ElementType.F32, data, rows, columns, turned);
    return turned;
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
