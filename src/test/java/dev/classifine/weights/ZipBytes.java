package dev.classifine.weights;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Builds zip files of stored entries byte by byte. */
final class ZipBytes {

  static final int HEADER = 0x04034b50;
  static final int RECORD = 0x02014b50;
  static final int END = 0x06054b50;
  static final int LOCATOR64 = 0x07064b50;
  static final int END64 = 0x06064b50;

  private record Entry(byte[] name, byte[] content, int at) {}

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final List<Entry> entries = new ArrayList<>();

  /** A file with a pickle and storages, whose names are their places in the list. */
  static ZipBytes torch(byte[] pickle, byte[]... storages) {
    ZipBytes zip = new ZipBytes().entry("archive/data.pkl", pickle);
    for (int i = 0; i < storages.length; i++) {
      zip.entry("archive/data/" + i, storages[i]);
    }
    return zip;
  }

  ZipBytes entry(String name, byte[] content) {
    byte[] nameBytes = name.getBytes(StandardCharsets.UTF_8);
    entries.add(new Entry(nameBytes, content, out.size()));
    out.writeBytes(
        TensorFiles.littleEndian(30 + nameBytes.length)
            .putInt(0, HEADER)
            .putInt(18, content.length)
            .putInt(22, content.length)
            .putShort(26, (short) nameBytes.length)
            .put(30, nameBytes)
            .array());
    out.writeBytes(content);
    return this;
  }

  /** The whole file, without ZIP64. */
  byte[] build() {
    int begin = out.size();
    for (Entry entry : entries) {
      directory(entry, entry.content.length, entry.at, new byte[0]);
    }
    out.writeBytes(end(entries.size(), out.size() - begin, begin).array());
    return out.toByteArray();
  }

  /** The whole file, with every number that can be in a ZIP64 field there and nowhere else. */
  byte[] build64() {
    int begin = out.size();
    for (Entry entry : entries) {
      byte[] extra =
          TensorFiles.littleEndian(28)
              .putShort((short) 1)
              .putShort((short) 24)
              .putLong(entry.content.length)
              .putLong(entry.content.length)
              .putLong(entry.at)
              .array();
      directory(entry, -1, -1, extra);
    }
    int end = out.size();
    out.writeBytes(
        TensorFiles.littleEndian(56)
            .putInt(0, END64)
            .putLong(4, 44)
            .putLong(24, entries.size())
            .putLong(32, entries.size())
            .putLong(40, end - begin)
            .putLong(48, begin)
            .array());
    out.writeBytes(
        TensorFiles.littleEndian(20).putInt(0, LOCATOR64).putLong(8, end).putInt(16, 1).array());
    out.writeBytes(end(-1, -1, -1).array());
    return out.toByteArray();
  }

  private void directory(Entry entry, int length, int at, byte[] extra) {
    out.writeBytes(
        TensorFiles.littleEndian(46 + entry.name.length + extra.length)
            .putInt(0, RECORD)
            .putInt(20, length)
            .putInt(24, length)
            .putShort(28, (short) entry.name.length)
            .putShort(30, (short) extra.length)
            .putInt(42, at)
            .put(46, entry.name)
            .put(46 + entry.name.length, extra)
            .array());
  }

  private static ByteBuffer end(int count, int length, int begin) {
    return TensorFiles.littleEndian(22)
        .putInt(0, END)
        .putShort(8, (short) count)
        .putShort(10, (short) count)
        .putInt(12, length)
        .putInt(16, begin);
  }

  /** Where a record begins, counted from 0 among those with its signature. */
  static int find(byte[] zip, int signature, int number) {
    ByteBuffer bytes = ByteBuffer.wrap(zip).order(ByteOrder.LITTLE_ENDIAN);
    int left = number;
    for (int at = 0; at <= zip.length - 4; at++) {
      if (bytes.getInt(at) == signature && left-- == 0) {
        return at;
      }
    }
    throw new IllegalArgumentException("there is no such record");
  }
}
