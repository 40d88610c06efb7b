package dev.classifine.tracking.tensorboard;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** A message in protobuf's wire format, field by field. */
final class Message {

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();

  /** Writes a field. */
  @FunctionalInterface
  private interface Field {
    void writeTo(CodedOutputStream out) throws IOException;
  }

  /** An {@code int32}, {@code int64} or an enum. */
  Message number(int field, long value) {
    return add(out -> out.writeInt64(field, value));
  }

  Message real(int field, double value) {
    return add(out -> out.writeDouble(field, value));
  }

  Message real(int field, float value) {
    return add(out -> out.writeFloat(field, value));
  }

  Message text(int field, String value) {
    return add(out -> out.writeString(field, value));
  }

  Message message(int field, Message value) {
    return add(out -> out.writeByteArray(field, value.toByteArray()));
  }

  /** One field each. */
  Message messages(int field, List<Message> values) {
    values.forEach(value -> message(field, value));
    return this;
  }

  /** A packed {@code repeated double}. */
  Message reals(int field, double[] values) {
    Message packed = new Message();
    packed.add(
        out -> {
          for (double value : values) {
            out.writeDoubleNoTag(value);
          }
        });
    return message(field, packed);
  }

  /** A packed {@code repeated float}. */
  Message reals(int field, float[] values) {
    Message packed = new Message();
    packed.add(
        out -> {
          for (float value : values) {
            out.writeFloatNoTag(value);
          }
        });
    return message(field, packed);
  }

  byte[] toByteArray() {
    return bytes.toByteArray();
  }

  private Message add(Field content) {
    try {
      CodedOutputStream out = CodedOutputStream.newInstance(bytes);
      content.writeTo(out);
      out.flush();
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("memory cannot be written to", e);
    }
  }
}
