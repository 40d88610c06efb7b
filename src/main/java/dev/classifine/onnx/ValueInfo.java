package dev.classifine.onnx;

import java.util.List;

/** The type and shape of an input or output: a ValueInfoProto. */
final class ValueInfo {

  private static final int NAME = 1;
  private static final int TYPE = 2;
  private static final int TENSOR_TYPE = 1;
  private static final int ELEMENT_TYPE = 1;
  private static final int SHAPE = 2;
  private static final int DIMENSION = 1;
  private static final int DIMENSION_VALUE = 1;
  private static final int DIMENSION_NAME = 2;

  private ValueInfo() {}

  /**
   * The message.
   *
   * @param axes a text names a dimension whose size is free; a number is a size
   */
  static byte[] of(String name, Type type, List<?> axes) {
    byte[] shape =
        Message.of(
            out -> {
              for (Object axis : axes) {
                out.writeByteArray(DIMENSION, dimension(axis));
              }
            });
    byte[] tensor =
        Message.of(
            out -> {
              out.writeEnum(ELEMENT_TYPE, type.number());
              out.writeByteArray(SHAPE, shape);
            });
    byte[] any = Message.of(out -> out.writeByteArray(TENSOR_TYPE, tensor));
    return Message.of(
        out -> {
          out.writeString(NAME, name);
          out.writeByteArray(TYPE, any);
        });
  }

  private static byte[] dimension(Object axis) {
    return Message.of(
        out -> {
          if (axis instanceof Integer size) {
            out.writeInt64(DIMENSION_VALUE, size);
          } else {
            out.writeString(DIMENSION_NAME, (String) axis);
          }
        });
  }
}
