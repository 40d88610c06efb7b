package dev.classifine.inspection;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;

/**
 * UTF-8 that was read as Windows-1252. Characters beside each other that are not ASCII are turned
 * back into the bytes that they would have been; where these are UTF-8, that is hardly by chance.
 */
final class Mojibake {

  private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
  private static final int UNKNOWN = -1;

  private Mojibake() {}

  static boolean isIn(String text) {
    int from = 0;
    while (from < text.length()) {
      int to = from;
      while (to < text.length() && text.charAt(to) >= 0x80) {
        to++;
      }
      if (to - from >= 2 && isUtf8(text.substring(from, to))) {
        return true;
      }
      from = to + 1;
    }
    return false;
  }

  private static boolean isUtf8(String run) {
    CharsetEncoder encoder = WINDOWS_1252.newEncoder();
    ByteBuffer bytes = ByteBuffer.allocate(run.length());
    for (int i = 0; i < run.length(); i++) {
      int value = byteOf(run.charAt(i), encoder);
      if (value == UNKNOWN) {
        return false;
      }
      bytes.put((byte) value);
    }
    try {
      StandardCharsets.UTF_8.newDecoder().decode(bytes.flip());
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  /** Bytes that Windows-1252 has no character for are read as control characters. */
  private static int byteOf(char c, CharsetEncoder encoder) {
    if (c < 0x100) {
      return c;
    }
    return encoder.canEncode(c) ? String.valueOf(c).getBytes(WINDOWS_1252)[0] & 0xFF : UNKNOWN;
  }
}
