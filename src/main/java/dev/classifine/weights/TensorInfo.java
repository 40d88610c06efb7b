package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import java.util.Arrays;
import java.util.Objects;

/**
 * The name, type and shape of a tensor in a file.
 *
 * @param name such as {@code bert.pooler.dense.weight}
 * @param type what the file holds, which may be narrower or wider than the float32 that is read
 * @param shape the dimensions, outermost first; none for a scalar
 */
public record TensorInfo(String name, ElementType type, long[] shape) {

  /**
   * Copies the shape and checks it.
   *
   * @throws ClassifineException if a dimension is negative or the number of bytes does not fit in a
   *     long
   */
  public TensorInfo {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(type, "type");
    shape = shape.clone();
    for (long dimension : shape) {
      if (dimension < 0) {
        throw new ClassifineException(
            text(name, type, shape) + ": dimension " + dimension + ", which must not be negative.");
      }
    }
    if (byteSize(type, shape) < 0) {
      throw new ClassifineException(
          text(name, type, shape) + ": the number of bytes does not fit in 63 bits.");
    }
  }

  /** As the constructor, with the name of the file in the error. */
  static TensorInfo of(DamagedFile file, String name, ElementType type, long[] shape) {
    try {
      return new TensorInfo(name, type, shape);
    } catch (ClassifineException e) {
      throw file.because("tensor " + e.getMessage().replaceFirst("\\.$", ""), e);
    }
  }

  /** The dimensions, outermost first, as a copy. */
  @Override
  public long[] shape() {
    return shape.clone();
  }

  /** How many elements the shape has: the product of its dimensions, 1 for a scalar. */
  public long elementCount() {
    return byteSize(type, shape) / type.bytes();
  }

  /** How many bytes the elements take in the file; not known of an unknown type. */
  public long byteSize() {
    return byteSize(type, shape);
  }

  TensorInfo renamed(String newName) {
    return new TensorInfo(newName, type, shape);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TensorInfo that
        && name.equals(that.name)
        && type == that.type
        && Arrays.equals(shape, that.shape);
  }

  @Override
  public int hashCode() {
    return Objects.hash(name, type, Arrays.hashCode(shape));
  }

  /** Such as {@code bert.pooler.dense.weight [384, 384] F32}. */
  @Override
  public String toString() {
    return text(name, type, shape);
  }

  private static String text(String name, ElementType type, long[] shape) {
    return name + " " + Arrays.toString(shape) + " " + type;
  }

  /** -1 where the product overflows. */
  private static long byteSize(ElementType type, long[] shape) {
    try {
      long size = type.bytes();
      for (long dimension : shape) {
        size = Math.multiplyExact(size, dimension);
      }
      return size;
    } catch (ArithmeticException e) {
      return -1;
    }
  }
}
