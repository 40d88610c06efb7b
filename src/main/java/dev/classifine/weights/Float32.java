package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Turns a tensor's elements into float32 and back. All buffers here are little-endian. */
final class Float32 {

  static final int BYTES = 4;

  /** A tile of a transposed copy: 32 lines of 32 floats stay in the first-level cache. */
  private static final int TILE = 32;

  private Float32() {}

  /** The target of a read from its position to its limit, if the tensor can be read into it. */
  static ByteBuffer target(String where, TensorInfo tensor, ByteBuffer target) {
    checkType(where, tensor);
    if (tensor.elementCount() > Integer.MAX_VALUE / BYTES) {
      throw new ClassifineException(
          where
              + ": tensor "
              + tensor
              + " has "
              + tensor.elementCount()
              + " elements: as float32 it takes 2 GiB or more, which one buffer cannot hold.");
    }
    long needed = tensor.elementCount() * BYTES;
    if (target.remaining() != needed || target.isReadOnly()) {
      throw new IllegalArgumentException(
          "Tensor "
              + tensor
              + " needs a writable buffer with "
              + needed
              + " bytes remaining, found "
              + target);
    }
    return littleEndian(target);
  }

  /** The target of a read of some elements, if the tensor has them. */
  static ByteBuffer target(String where, TensorInfo tensor, long first, ByteBuffer target) {
    checkType(where, tensor);
    long count = target.remaining() / BYTES;
    boolean within = first >= 0 && count <= tensor.elementCount() - first;
    if (!within || target.remaining() % BYTES != 0 || target.isReadOnly()) {
      throw new IllegalArgumentException(
          "Tensor " + tensor + " has no part from element " + first + " that fills " + target);
    }
    return littleEndian(target);
  }

  private static void checkType(String where, TensorInfo tensor) {
    if (!tensor.type().readsAsFloat32()) {
      throw new ClassifineException(
          where
              + ": tensor "
              + tensor
              + " cannot be read as float32: only F16, BF16, F32 and F64 can.");
    }
  }

  /** A view of a buffer's remaining bytes. */
  static ByteBuffer littleEndian(ByteBuffer buffer) {
    return buffer.slice().order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Converts everything that remains in the source and moves the target on by as much. */
  static void convert(ElementType type, ByteBuffer source, ByteBuffer target) {
    if (type == ElementType.F32) {
      target.put(source);
      return;
    }
    ByteBuffer from = littleEndian(source);
    int count = from.remaining() / type.bytes();
    int start = target.position();
    for (int i = 0; i < count; i++) {
      target.putInt(start + i * BYTES, type.float32Bits(from, i * type.bytes()));
    }
    target.position(start + count * BYTES);
  }

  /** What float32 elements become as another type: a new buffer, or the same for F32. */
  static ByteBuffer to(ElementType type, ByteBuffer float32) {
    if (type == ElementType.F32) {
      return float32;
    }
    int count = float32.remaining() / BYTES;
    ByteBuffer target = ByteBuffer.allocate(count * type.bytes()).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < count; i++) {
      type.putFloat32(float32.getInt(i * BYTES), target, i * type.bytes());
    }
    return target;
  }

  /** Converts a matrix [rows, columns] into its transpose [columns, rows]. */
  static void convertTransposed(
      ElementType type, ByteBuffer source, int rows, int columns, ByteBuffer target) {
    ByteBuffer from = littleEndian(source);
    for (int top = 0; top < rows; top += TILE) {
      for (int left = 0; left < columns; left += TILE) {
        for (int row = top; row < Math.min(top + TILE, rows); row++) {
          for (int column = left; column < Math.min(left + TILE, columns); column++) {
            int bits = type.float32Bits(from, (row * columns + column) * type.bytes());
            target.putInt((column * rows + row) * BYTES, bits);
          }
        }
      }
    }
  }
}
