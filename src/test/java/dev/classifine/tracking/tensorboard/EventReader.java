package dev.classifine.tracking.tensorboard;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnknownFieldSet;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Reads event files by the formats' descriptions: TFRecords whose checksums it computes bit by bit,
 * and protobuf's fields by their numbers.
 */
final class EventReader {

  private EventReader() {}

  /** The events of all files of a folder, in the order of their names. */
  static List<Event> folder(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().flatMap(file -> file(file).stream()).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static List<Event> file(Path file) {
    try {
      List<Event> events = new ArrayList<>();
      ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
      while (bytes.hasRemaining()) {
        byte[] length = new byte[8];
        bytes.get(length);
        check(length, bytes.getInt());
        byte[] data =
            new byte[(int) ByteBuffer.wrap(length).order(ByteOrder.LITTLE_ENDIAN).getLong()];
        bytes.get(data);
        check(data, bytes.getInt());
        events.add(new Event(parsed(ByteString.copyFrom(data))));
      }
      return events;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void check(byte[] data, int stored) {
    int crc = crc32c(data);
    int masked = (crc >>> 15 | crc << 17) + 0xa282ead8;
    if (masked != stored) {
      throw new AssertionError("checksum " + stored + " where " + masked + " belongs");
    }
  }

  /** Castagnoli's polynomial, reversed, a bit at a time. */
  static int crc32c(byte[] data) {
    int crc = ~0;
    for (byte b : data) {
      crc ^= b & 0xff;
      for (int bit = 0; bit < 8; bit++) {
        crc = (crc & 1) == 0 ? crc >>> 1 : crc >>> 1 ^ 0x82f63b78;
      }
    }
    return ~crc;
  }

  private static UnknownFieldSet parsed(ByteString bytes) {
    try {
      return UnknownFieldSet.parseFrom(bytes);
    } catch (InvalidProtocolBufferException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** An {@code Event}. */
  record Event(UnknownFieldSet fields) {

    long step() {
      return fields.hasField(2) ? fields.getField(2).getVarintList().get(0) : 0;
    }

    double wallTime() {
      return Double.longBitsToDouble(fields.getField(1).getFixed64List().get(0));
    }

    /** The {@code file_version}, empty where there is none. */
    String version() {
      return fields.hasField(3) ? string(fields, 3) : "";
    }

    /** Whether a session begins at its step. */
    boolean isStart() {
      return fields.hasField(7)
          && message(fields, 7).getField(1).getVarintList().equals(List.of(1L));
    }

    List<Value> values() {
      return fields.hasField(5)
          ? message(fields, 5).getField(1).getLengthDelimitedList().stream()
              .map(bytes -> new Value(step(), parsed(bytes)))
              .toList()
          : List.of();
    }
  }

  /** A {@code Summary.Value}. */
  record Value(long step, UnknownFieldSet fields) {

    String tag() {
      return string(fields, 1);
    }

    boolean isScalar() {
      return fields.hasField(2);
    }

    float scalar() {
      return Float.intBitsToFloat(fields.getField(2).getFixed32List().get(0));
    }

    boolean isHistogram() {
      return fields.hasField(5);
    }

    /** Minimum, maximum, count, sum, sum of squares. */
    double[] moments() {
      return Stream.of(1, 2, 3, 4, 5)
          .mapToDouble(
              field ->
                  Double.longBitsToDouble(
                      message(fields, 5).getField(field).getFixed64List().get(0)))
          .toArray();
    }

    /** The right edges of the buckets. */
    double[] limits() {
      return doubles(message(fields, 5), 6);
    }

    double[] buckets() {
      return doubles(message(fields, 5), 7);
    }

    /** The plugin's name; empty where there is none. */
    String plugin() {
      return fields.hasField(9) ? string(message(message(fields, 9), 1), 1) : "";
    }

    /** The text of a tensor of one. */
    String text() {
      return string(message(fields, 8), 8);
    }

    /** The sizes of a tensor. */
    List<Long> shape() {
      return message(message(fields, 8), 2).getField(2).getLengthDelimitedList().stream()
          .map(bytes -> parsed(bytes).getField(1).getVarintList().get(0))
          .toList();
    }

    /** The numbers of a tensor of them. */
    float[] floats() {
      ByteBuffer bytes = packed(message(fields, 8), 5);
      float[] values = new float[bytes.remaining() / 4];
      bytes.asFloatBuffer().get(values);
      return values;
    }

    @Override
    public String toString() {
      return tag() + "@" + step;
    }
  }

  private static double[] doubles(UnknownFieldSet message, int field) {
    ByteBuffer bytes = packed(message, field);
    double[] values = new double[bytes.remaining() / 8];
    bytes.asDoubleBuffer().get(values);
    return Arrays.copyOf(values, values.length);
  }

  private static ByteBuffer packed(UnknownFieldSet message, int field) {
    return message
        .getField(field)
        .getLengthDelimitedList()
        .get(0)
        .asReadOnlyByteBuffer()
        .order(ByteOrder.LITTLE_ENDIAN);
  }

  private static String string(UnknownFieldSet message, int field) {
    return message.getField(field).getLengthDelimitedList().get(0).toStringUtf8();
  }

  private static UnknownFieldSet message(UnknownFieldSet message, int field) {
    return parsed(message.getField(field).getLengthDelimitedList().get(0));
  }
}
