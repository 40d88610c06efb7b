package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import java.nio.ByteBuffer;

/** The 64-bit numbers of an entry in a zip directory, for those that do not fit in 32 bits. */
final class Zip64Numbers {

  /** Stands in place of a number that does not fit. */
  static final long FULL = 0xffffffffL;

  private static final int FIELD = 1;

  private final DamagedFile file;
  private final String entry;

  /** What has not been asked for yet. */
  private final ByteBuffer numbers;

  /**
   * Finds the numbers.
   *
   * @param extra the entry's extra fields, little-endian
   */
  Zip64Numbers(DamagedFile file, String entry, ByteBuffer extra) {
    this.file = file;
    this.entry = entry;
    ByteBuffer found = null;
    while (extra.hasRemaining()) {
      int kind = extra.remaining() < 4 ? -1 : Short.toUnsignedInt(extra.getShort());
      int length = kind < 0 ? 0 : Short.toUnsignedInt(extra.getShort());
      if (kind < 0 || length > extra.remaining() || kind == FIELD && found != null) {
        throw problem("are cut off or stand there twice");
      }
      if (kind == FIELD) {
        found = extra.slice(extra.position(), length).order(extra.order());
      }
      extra.position(extra.position() + length);
    }
    this.numbers = found == null ? ByteBuffer.allocate(0) : found;
  }

  /** The number itself, or the next of the 64-bit ones where it says that it does not fit. */
  long widened(int narrow) {
    long number = Integer.toUnsignedLong(narrow);
    if (number != FULL) {
      return number;
    }
    if (numbers.remaining() < Long.BYTES) {
      throw problem("lack a ZIP64 number");
    }
    return numbers.getLong();
  }

  /** Every number that is there must have been asked for. */
  void checkUsed() {
    if (numbers.hasRemaining()) {
      throw problem("hold a ZIP64 number that nothing refers to");
    }
  }

  private ClassifineException problem(String problem) {
    return file.because("zip entry " + Shown.text(entry) + ": its extra fields " + problem);
  }
}
