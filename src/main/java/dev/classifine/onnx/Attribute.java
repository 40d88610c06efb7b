package dev.classifine.onnx;

/** A setting of a node: an AttributeProto. */
final class Attribute {

  private static final int NAME = 1;
  private static final int FLOAT = 2;
  private static final int INTEGER = 3;
  private static final int INTEGERS = 8;
  private static final int TYPE = 20;

  private static final int TYPE_FLOAT = 1;
  private static final int TYPE_INTEGER = 2;
  private static final int TYPE_INTEGERS = 7;

  private final byte[] message;

  private Attribute(byte[] message) {
    this.message = message;
  }

  static Attribute of(String name, long value) {
    return new Attribute(
        Message.of(
            out -> {
              out.writeString(NAME, name);
              out.writeInt64(INTEGER, value);
              out.writeEnum(TYPE, TYPE_INTEGER);
            }));
  }

  static Attribute of(String name, double value) {
    return new Attribute(
        Message.of(
            out -> {
              out.writeString(NAME, name);
              out.writeFloat(FLOAT, (float) value);
              out.writeEnum(TYPE, TYPE_FLOAT);
            }));
  }

  static Attribute of(String name, long[] values) {
    return new Attribute(
        Message.of(
            out -> {
              out.writeString(NAME, name);
              for (long value : values) {
                out.writeInt64(INTEGERS, value);
              }
              out.writeEnum(TYPE, TYPE_INTEGERS);
            }));
  }

  byte[] message() {
    return message;
  }
}
