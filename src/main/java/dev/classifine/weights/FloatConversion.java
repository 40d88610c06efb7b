package dev.classifine.weights;

import java.nio.ByteBuffer;

/** Numbers of a file as float32. */
final class FloatConversion {

  private FloatConversion() {}

  /**
   * Converts elements.
   *
   * @param source whole elements in the file's byte order
   * @param target room for as many float32, in its own byte order
   */
  static void toFloat32(ElementType type, ByteBuffer source, ByteBuffer target) {
    switch (type) {
      case F32 -> {
        while (source.hasRemaining()) {
          target.putFloat(source.getFloat());
        }
      }
      case F64 -> {
        while (source.hasRemaining()) {
          target.putFloat((float) source.getDouble());
        }
      }
      case BF16 -> {
        while (source.hasRemaining()) {
          target.putInt(source.getShort() << 16);
        }
      }
      case F16 -> {
        while (source.hasRemaining()) {
          target.putInt(halfToFloatBits(source.getShort()));
        }
      }
      default -> throw new IllegalArgumentException(type + " is not a floating-point format.");
    }
  }

  /** The bits of the float32 with the value of an IEEE half. */
  static int halfToFloatBits(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = half >>> 10 & 0x1F;
    int fraction = half & 0x3FF;
    if (exponent == 0x1F) {
      return sign | 0x7F800000 | fraction << 13; // infinite or NaN
    }
    if (exponent != 0) {
      return sign | exponent + 112 << 23 | fraction << 13;
    }
    // Subnormal: its value is fraction * 2^-24, which float32 holds exactly.
    return sign | Float.floatToRawIntBits(fraction * 0x1p-24f);
  }
}
