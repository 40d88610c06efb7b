package dev.classifine.weights;

import java.util.Arrays;

/**
 * A tensor in a file.
 *
 * @param name its name
 * @param type its number format there
 * @param shape its shape; its element count fits into a long
 */
public record TensorInfo(String name, ElementType type, long[] shape) {

  /** How many elements it has. */
  public long elementCount() {
    return Arrays.stream(shape).reduce(1, Math::multiplyExact);
  }

  /** Its bytes in the file. */
  public long byteSize() {
    return Math.multiplyExact(elementCount(), type.bytes());
  }

  @Override
  public String toString() {
    return name + " " + Arrays.toString(shape) + " " + type;
  }
}
