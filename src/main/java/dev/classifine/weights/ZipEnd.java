package dev.classifine.weights;

import java.nio.ByteBuffer;

/**
 * Where the directory of a zip file lies, as the records at the very end of the file say.
 *
 * @param entries how many entries the directory has
 * @param begin the directory's first byte
 * @param end the byte after its last
 */
record ZipEnd(long entries, long begin, long end) {

  private static final int SIGNATURE = 0x06054b50;
  private static final int BYTES = 22;
  private static final int LOCATOR64_SIGNATURE = 0x07064b50;
  private static final int LOCATOR64_BYTES = 20;
  private static final int SIGNATURE64 = 0x06064b50;
  private static final int BYTES64 = 56;

  private static final long FULL_SHORT = 0xffffL;
  private static final long FULL_INT = 0xffffffffL;

  /** Reads the end record and, where there is one, the ZIP64 record before it. */
  static ZipEnd read(FileBytes bytes) {
    long at = bytes.size() - BYTES;
    ByteBuffer record = at < 0 ? null : bytes.read(at, BYTES);
    if (record == null || record.getInt(0) != SIGNATURE || record.getShort(20) != 0) {
      throw bytes
          .file()
          .because("does not end with the end record of a zip file, as torch.save writes it");
    }
    if (record.getInt(4) != 0 || record.getShort(8) != record.getShort(10)) {
      throw bytes.file().because("is one part of a zip file that was split");
    }
    long entries = Short.toUnsignedLong(record.getShort(10));
    long length = Integer.toUnsignedLong(record.getInt(12));
    long begin = Integer.toUnsignedLong(record.getInt(16));
    long locatorAt = at - LOCATOR64_BYTES;
    if (locatorAt >= BYTES64 && bytes.read(locatorAt, 4).getInt() == LOCATOR64_SIGNATURE) {
      return read64(bytes, locatorAt, new ZipEnd(entries, begin, length));
    }
    return checked(bytes.file(), entries, begin, length, at);
  }

  /**
   * Reads the ZIP64 record.
   *
   * @param narrow what the end record says, with the directory's length for its end
   */
  private static ZipEnd read64(FileBytes bytes, long locatorAt, ZipEnd narrow) {
    DamagedFile file = bytes.file();
    long at = locatorAt - BYTES64;
    ByteBuffer locator = bytes.read(locatorAt, LOCATOR64_BYTES);
    ByteBuffer record = bytes.read(at, BYTES64);
    if (locator.getLong(8) != at
        || record.getInt(0) != SIGNATURE64
        || record.getLong(4) != BYTES64 - 12) {
      throw file.because(
          "the ZIP64 record must stand at byte " + at + ", right before its locator, but does not");
    }
    if (locator.getInt(4) != 0
        || locator.getInt(16) != 1
        || record.getLong(16) != 0
        || record.getLong(24) != record.getLong(32)) {
      throw file.because("is one part of a zip file that was split");
    }
    long entries = record.getLong(32);
    long length = record.getLong(40);
    long begin = record.getLong(48);
    if (!agree(narrow.entries, entries, FULL_SHORT)
        || !agree(narrow.end, length, FULL_INT)
        || !agree(narrow.begin, begin, FULL_INT)) {
      throw file.because("the end record and the ZIP64 record disagree about the directory");
    }
    return checked(file, entries, begin, length, at);
  }

  /** A number that does not fit stands in the ZIP64 record alone. */
  private static boolean agree(long narrow, long wide, long full) {
    return narrow == full || narrow == wide;
  }

  private static ZipEnd checked(DamagedFile file, long entries, long begin, long length, long end) {
    if (begin < 0 || length < 0 || length > end || begin != end - length) {
      throw file.because(
          "the zip directory is said to take "
              + Long.toUnsignedString(length)
              + " bytes from byte "
              + Long.toUnsignedString(begin)
              + ", but it must end at byte "
              + end
              + ", where the end record begins");
    }
    return new ZipEnd(entries, begin, end);
  }
}
