package dev.classifine.weights;

import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Builds ONNX models field by field. */
final class OnnxBytes {

  /** What writes the fields of one message. */
  interface Fields {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  private final ByteArrayOutputStream graph = new ByteArrayOutputStream();

  static byte[] message(Fields fields) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      fields.writeTo(out);
      out.flush();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  OnnxBytes initializer(Fields fields) {
    byte[] tensor = message(fields);
    graph.writeBytes(message(out -> out.writeByteArray(5, tensor)));
    return this;
  }

  /** A tensor with raw data. */
  OnnxBytes initializer(String name, int type, long[] shape, byte[] data) {
    return initializer(
        out -> {
          byte[] dims =
              message(
                  packed -> {
                    for (long dimension : shape) {
                      packed.writeInt64NoTag(dimension);
                    }
                  });
          out.writeByteArray(1, dims);
          out.writeInt32(2, type);
          out.writeString(8, name);
          out.writeBytes(9, ByteString.copyFrom(data));
        });
  }

  OnnxBytes floats(String name, long[] shape, float... values) {
    return initializer(name, 1, shape, TensorFiles.bytes(values));
  }

  /** A node with an attribute transB, where it is asked for. */
  OnnxBytes node(String type, boolean transB, String output, String... inputs) {
    byte[] node =
        message(
            out -> {
              for (String input : inputs) {
                out.writeString(1, input);
              }
              out.writeString(2, output);
              out.writeString(4, type);
              if (transB) {
                out.writeByteArray(
                    5,
                    message(
                        attribute -> {
                          attribute.writeString(1, "transB");
                          attribute.writeInt64(3, 1);
                        }));
              }
            });
    graph.writeBytes(message(out -> out.writeByteArray(1, node)));
    return this;
  }

  OnnxBytes node(String type, String output, String... inputs) {
    return node(type, false, output, inputs);
  }

  byte[] model() {
    return message(
        out -> {
          out.writeInt64(1, 7);
          out.writeString(2, "pytorch");
          out.writeByteArray(7, graph.toByteArray());
        });
  }
}
