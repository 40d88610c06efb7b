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
  C64(8);

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
      if (type.name().equals(name)) {
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
