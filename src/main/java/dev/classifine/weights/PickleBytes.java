package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Reads the operations of a pickle and what follows each; never past its end. */
final class PickleBytes {

  private static final int MAX_NAME = 256;

  private final DamagedFile file;
  private final ByteBuffer bytes;
  private int operationAt;

  /**
   * Begins to read.
   *
   * @param bytes little-endian
   */
  PickleBytes(DamagedFile file, ByteBuffer bytes) {
    this.file = file;
    this.bytes = bytes;
  }

  /** The next operation, which errors are then about. */
  int operation() {
    operationAt = bytes.position();
    return unsignedByte();
  }

  boolean atEnd() {
    return !bytes.hasRemaining();
  }

  int unsignedByte() {
    return Byte.toUnsignedInt(need(1).get());
  }

  int unsignedShort() {
    return Short.toUnsignedInt(need(2).getShort());
  }

  int signedInt() {
    return need(4).getInt();
  }

  long unsignedInt() {
    return Integer.toUnsignedLong(signedInt());
  }

  long signedLong() {
    return need(8).getLong();
  }

  double bigEndianDouble() {
    return Double.longBitsToDouble(Long.reverseBytes(signedLong()));
  }

  /** An integer in as few bytes as it needs, at most eight. */
  long shortestLong() {
    int length = unsignedByte();
    if (length > Long.BYTES) {
      throw problem("holds an integer of " + length + " bytes; the most is 8");
    }
    need(length);
    long value = 0;
    for (int i = 0; i < length; i++) {
      value |= (long) unsignedByte() << 8 * i;
    }
    int unused = Long.SIZE - 8 * length;
    return length == 0 ? 0 : value << unused >> unused;
  }

  /** A text whose length in bytes has been read. */
  String text(long length) {
    need(length);
    ByteBuffer part = bytes.slice(bytes.position(), (int) length);
    bytes.position(bytes.position() + (int) length);
    return decoded(part);
  }

  /** A name that ends with its line. */
  String line() {
    int begin = bytes.position();
    while (unsignedByte() != '\n') {
      if (bytes.position() - begin > MAX_NAME) {
        throw problem("holds a name of more than " + MAX_NAME + " bytes");
      }
    }
    return decoded(bytes.slice(begin, bytes.position() - 1 - begin));
  }

  private String decoded(ByteBuffer part) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(part).toString();
    } catch (CharacterCodingException e) {
      throw problem("holds a text that is not UTF-8", e);
    }
  }

  /** Checks that as many bytes follow. */
  ByteBuffer need(long length) {
    if (length < 0 || length > bytes.remaining()) {
      throw problem(
          "needs "
              + Long.toUnsignedString(length)
              + " more bytes, but "
              + bytes.remaining()
              + " are left");
    }
    return bytes;
  }

  /** What the operation does is not as torch.save writes it. */
  ClassifineException problem(String problem) {
    return problem(problem, null);
  }

  private ClassifineException problem(String problem, Throwable cause) {
    return file.because("data.pkl, operation at byte " + operationAt + ": " + problem, cause);
  }

  /** The operation asks for something that tensors do not need. */
  ClassifineException refused(String request) {
    return new ClassifineException(
        file
            + ": data.pkl asks at byte "
            + operationAt
            + " "
            + Shown.text(request)
            + ". Only tensors may stand in it; it was not executed. Convert the file to safetensors"
            + " where you trust it.");
  }
}
