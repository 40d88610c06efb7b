package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Reads UTF-8 strictly: bytes that are not UTF-8 are an error with their line and offset. A byte
 * order mark is skipped.
 */
final class Utf8Reader extends Reader {

  private final InputStream in;
  private final String where;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).limit(0);
  private final CharBuffer chars = CharBuffer.allocate(1 << 16).limit(0);
  private long offset; // of the next byte to decode
  private long line = 1;
  private boolean start = true;
  private boolean end;

  Utf8Reader(InputStream in, String where) {
    this.in = in;
    this.where = where;
  }

  @Override
  public int read(char[] target, int from, int length) throws IOException {
    while (!chars.hasRemaining()) {
      if (end) {
        return -1;
      }
      fill();
    }
    int count = Math.min(length, chars.remaining());
    chars.get(target, from, count);
    return count;
  }

  private void fill() throws IOException {
    bytes.compact();
    int read = in.read(bytes.array(), bytes.position(), bytes.remaining());
    end = read < 0;
    bytes.position(bytes.position() + Math.max(0, read)).flip();
    chars.clear();
    int before = bytes.position();
    CoderResult result = decoder.decode(bytes, chars, end);
    offset += bytes.position() - before;
    chars.flip();
    if (start && chars.hasRemaining()) {
      start = false;
      if (chars.get(0) == '\uFEFF') {
        chars.get();
      }
    }
    for (int i = chars.position(); i < chars.limit(); i++) {
      line += chars.get(i) == '\n' ? 1 : 0;
    }
    if (result.isError()) {
      throw new ClassifineException(
          String.format(
              "%s:%d: the byte 0x%02X at offset %d is not UTF-8. Files must be UTF-8; iconv -f"
                  + " LATIN1 -t UTF-8 converts one (with its real encoding in place of LATIN1).",
              where, line, bytes.get(bytes.position()), offset));
    }
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
