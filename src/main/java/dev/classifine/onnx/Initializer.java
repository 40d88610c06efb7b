package dev.classifine.onnx;

import com.google.protobuf.CodedOutputStream;
import dev.classifine.weights.TensorData;
import dev.classifine.weights.TensorToWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * A tensor that a model holds: a TensorProto.
 *
 * @param name unique in its graph
 * @param shape the dimensions, outermost first
 * @param isWeight whether it is a parameter, which may lie in a file beside the model
 * @param data its elements, row-major and little-endian; asked for once, when it is written
 */
record Initializer(String name, Type type, long[] shape, boolean isWeight, TensorData data) {

  private static final int DIMENSION = 1;
  private static final int DATA_TYPE = 2;
  private static final int NAME = 8;
  private static final int EXTERNAL_DATA = 13;
  private static final int DATA_LOCATION = 14;
  private static final int EXTERNAL = 1;
  private static final int ENTRY_KEY = 1;
  private static final int ENTRY_VALUE = 2;

  /** {@code raw_data}, which is the last field and not part of {@link #fields()}. */
  static final int RAW_DATA = 9;

  /** A parameter. */
  static Initializer of(TensorToWrite tensor) {
    return new Initializer(tensor.name(), Type.FLOAT, tensor.shape(), true, tensor.data());
  }

  /** Numbers of the program, as a vector or, of one number, as a scalar. */
  static Initializer of(String name, long[] shape, long... values) {
    ByteBuffer bytes = buffer(values.length * Long.BYTES);
    Arrays.stream(values).forEach(bytes::putLong);
    return new Initializer(name, Type.INT64, shape, false, bytes::flip);
  }

  /** The same of floats. */
  static Initializer of(String name, long[] shape, float... values) {
    ByteBuffer bytes = buffer(values.length * Float.BYTES);
    for (float value : values) {
      bytes.putFloat(value);
    }
    return new Initializer(name, Type.FLOAT, shape, false, bytes::flip);
  }

  private static ByteBuffer buffer(int bytes) {
    return ByteBuffer.allocate(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** How many bytes the elements take. */
  long byteSize() {
    return Arrays.stream(shape)
        .reduce(type == Type.INT64 ? Long.BYTES : Float.BYTES, (a, b) -> a * b);
  }

  /** The message without its data. */
  byte[] fields() {
    return Message.of(this::writeFields);
  }

  /** The message of a tensor whose data lie in another file. */
  byte[] fields(String location, long offset) {
    return Message.of(
        out -> {
          writeFields(out);
          writeEntry(out, "location", location);
          writeEntry(out, "offset", Long.toString(offset));
          writeEntry(out, "length", Long.toString(byteSize()));
          out.writeEnum(DATA_LOCATION, EXTERNAL);
        });
  }

  private void writeFields(CodedOutputStream out) throws IOException {
    for (long dimension : shape) {
      out.writeInt64(DIMENSION, dimension);
    }
    out.writeInt32(DATA_TYPE, type.number());
    out.writeString(NAME, name);
  }

  private static void writeEntry(CodedOutputStream out, String key, String value)
      throws IOException {
    byte[] entry =
        Message.of(
            pair -> {
              pair.writeString(ENTRY_KEY, key);
              pair.writeString(ENTRY_VALUE, value);
            });
    out.writeByteArray(EXTERNAL_DATA, entry);
  }
}
