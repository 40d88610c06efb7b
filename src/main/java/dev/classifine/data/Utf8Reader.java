package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Decodes UTF-8 strictly, without a byte order mark at the start. The first byte that is not UTF-8
 * is an error with its line and offset, after all characters before it have been read. The JDK's
 * own reader can be as strict but does not tell the place.
 */
final class Utf8Reader extends Reader {

  private static final int BUFFER = 1 << 16;

  /** How zstd data begins, after a first byte that is a character. */
  private static final byte[] ZSTD = {(byte) 0xB5, 0x2F, (byte) 0xFD};

  private final InputStream in;
  private final String source;
  private final CharsetDecoder decoder = StandardCharsets.UTF_8.newDecoder();
  private final ByteBuffer bytes = ByteBuffer.allocate(BUFFER).limit(0);
  private final CharBuffer chars = CharBuffer.allocate(BUFFER).limit(0);
  private long offset; // of the byte at bytes.position()
  private long newlines; // before that byte
  private boolean started;
  private boolean allBytesRead;
  private boolean finished;

  /**
   * @param source the name for errors
   */
  Utf8Reader(InputStream in, String source) {
    this.in = in;
    this.source = source;
  }

  @Override
  public int read() {
    return fill() ? chars.get() : -1;
  }

  @Override
  public int read(char[] into, int start, int length) {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int count = Math.min(length, chars.remaining());
    chars.get(into, start, count);
    return count;
  }

  @Override
  public void close() {
    try {
      in.close();
    } catch (IOException e) {
      throw InputFile.unreadable(source, e);
    }
  }

  private boolean fill() {
    while (!chars.hasRemaining() && !finished) {
      decode();
    }
    return chars.hasRemaining();
  }

  private void decode() {
    chars.clear();
    int from = bytes.position();
    CoderResult result = decoder.decode(bytes, chars, allBytesRead);
    chars.flip();
    advance(from);
    if (chars.hasRemaining()) {
      if (!started && chars.get(0) == '\uFEFF') {
        chars.get();
      }
      started = true;
    } else if (result.isError()) {
      throw notUtf8();
    } else if (allBytesRead) {
      finished = true;
    } else {
      readBytes();
    }
  }

  private void advance(int from) {
    for (int i = from; i < bytes.position(); i++) {
      if (bytes.get(i) == '\n') {
        newlines++;
      }
    }
    offset += bytes.position() - from;
  }

  private void readBytes() {
    bytes.compact();
    try {
      int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
      if (count < 0) {
        allBytesRead = true;
      } else {
        bytes.position(bytes.position() + count);
      }
    } catch (IOException e) {
      throw InputFile.unreadable(source, e);
    }
    bytes.flip();
  }

  private ClassifineException notUtf8() {
    int bad = bytes.get(bytes.position()) & 0xFF;
    return new ClassifineException(
        "%s:%d: not UTF-8: byte 0x%02X at offset %d. %s"
            .formatted(source, newlines + 1, bad, offset, remedy(bad)));
  }

  /** Whether the bytes that cannot be decoded are these, or as many of them as there are. */
  private boolean startsWith(byte[] expected) {
    byte[] found = new byte[Math.min(expected.length, bytes.remaining())];
    bytes.get(bytes.position(), found);
    return Arrays.equals(found, Arrays.copyOf(expected, found.length));
  }

  private String remedy(int bad) {
    if (offset == 1 && bad == 0x8B) {
      return "It begins as gzip data does, which is not unpacked here: pipe it through gunzip.";
    }
    if (offset == 1 && startsWith(ZSTD)) {
      return "It begins as zstd data does, which is not unpacked here: pipe it through unzstd.";
    }
    String encoding = offset == 0 && bad >= 0xFE ? "UTF-16" : "WINDOWS-1252";
    return "Convert the file from the encoding that it has, for example with: iconv -f "
        + encoding
        + " -t UTF-8";
  }
}
