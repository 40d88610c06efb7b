package dev.classifine.weights;

import java.nio.ByteBuffer;
import java.util.Optional;

/** The type of a tensor's elements, named as in a {@code .safetensors} header. */
public enum ElementType {
  BOOL(1),
  U8(1),
  I8(1),
  F8_E5M2(1),
  F8_E4M3(1),
  U16(2),
  I16(2),
  F16(2),
  BF16(2),
  U32(4),
  I32(4),
  F32(4),
  U64(8),
  I64(8),
  F64(8),
  C64(8),

  /**
   * One that is not known here: where its elements lie is told, and not how many bytes one takes.
   */
  UNKNOWN(1);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** How many bytes one element takes in a file. */
  public int bytes() {
    return bytes;
  }

  /** Whether a tensor of this type can be read as float32: F16, BF16, F32 and F64 can. */
  public boolean readsAsFloat32() {
    return this == F16 || this == BF16 || this == F32 || this == F64;
  }

  static Optional<ElementType> named(String name) {
    for (ElementType type : values()) {
      if (type != UNKNOWN && type.name().equals(name)) {
        return Optional.of(type);
      }
    }
    return Optional.empty();
  }

  /**
   * The float32 that one element becomes, as its bits: a float variable might not keep the payload
   * of a NaN.
   *
   * @param source little-endian
   * @param at where the element begins
   */
  int float32Bits(ByteBuffer source, int at) {
    return switch (this) {
      case F32 -> source.getInt(at);
      case BF16 -> source.getShort(at) << 16;
      case F16 -> halfToFloat32Bits(source.getShort(at));
      case F64 -> Float.floatToRawIntBits((float) source.getDouble(at));
      default -> throw new IllegalStateException(this + " does not read as float32");
    };
  }

  /**
   * Writes a float32 as one element of this type: rounded to the nearest, ties to even, where the
   * type is narrower; what is too large becomes infinite. What {@link #float32Bits} gave comes back
   * as it was.
   *
   * @param bits of the float32
   * @param target little-endian
   * @param at where the element begins
   */
  void putFloat32(int bits, ByteBuffer target, int at) {
    switch (this) {
      case F32 -> target.putInt(at, bits);
      case BF16 -> target.putShort(at, float32ToBrain(bits));
      case F16 -> target.putShort(at, float32ToHalf(bits));
      case F64 -> target.putDouble(at, Float.intBitsToFloat(bits));
      default -> throw new IllegalStateException(this + " cannot be written from float32");
    }
  }

  private static short float32ToBrain(int bits) {
    boolean nan = (bits & 0x7fffffff) > 0x7f800000;
    if (nan) {
      return (short) (bits >>> 16 | ((bits >>> 16 & 0x7f) == 0 ? 1 : 0)); // stays one
    }
    return (short) (bits + 0x7fff + (bits >>> 16 & 1) >>> 16);
  }

  private static short float32ToHalf(int bits) {
    int sign = bits >>> 16 & 0x8000;
    int magnitude = bits & 0x7fffffff;
    if (magnitude > 0x7f800000) { // NaN keeps the upper digits of its payload
      int payload = magnitude >> 13 & 0x3ff;
      return (short) (sign | 0x7c00 | (payload == 0 ? 1 : payload));
    }
    if (magnitude >= 0x477ff000) { // rounds to 2^16 or more
      return (short) (sign | 0x7c00);
    }
    if (magnitude < 0x38800000) { // below 2^-14: in units of 2^-24, where rint rounds ties to even
      return (short) (sign | (int) Math.rint(Float.intBitsToFloat(magnitude) * 0x1p24));
    }
    int rounded = magnitude + 0xfff + (magnitude >> 13 & 1);
    return (short) (sign | rounded - (112 << 23) >> 13);
  }

  private static int halfToFloat32Bits(short half) {
    int sign = (half & 0x8000) << 16;
    int exponent = (half >> 10) & 0x1f;
    int fraction = half & 0x3ff;
    if (exponent == 0x1f) { // infinity or NaN
      return sign | 0x7f800000 | fraction << 13;
    }
    if (exponent == 0) { // zero or subnormal: fraction * 2^-24, exact in float32
      return sign | Float.floatToRawIntBits(fraction * 0x1p-24f);
    }
    return sign | (exponent + 127 - 15) << 23 | fraction << 13;
  }
}
