package dev.classifine.weights;

/** The number formats of tensors in files, by their names in safetensors. */
public enum ElementType {
  /** IEEE double. */
  F64(8),
  /** IEEE single. */
  F32(4),
  /** IEEE half. */
  F16(2),
  /** The upper half of a single. */
  BF16(2),
  /** Signed integers. */
  I64(8),
  /** Signed integers. */
  I32(4),
  /** Signed integers. */
  I16(2),
  /** Signed integers. */
  I8(1),
  /** Unsigned integers. */
  U64(8),
  /** Unsigned integers. */
  U32(4),
  /** Unsigned integers. */
  U16(2),
  /** Unsigned integers. */
  U8(1),
  /** One byte, 0 or 1. */
  BOOL(1);

  private final int bytes;

  ElementType(int bytes) {
    this.bytes = bytes;
  }

  /** Bytes of one element. */
  public int bytes() {
    return bytes;
  }

  /** Whether it can be read as a float32. */
  public boolean isFloat() {
    return ordinal() <= BF16.ordinal();
  }
}
