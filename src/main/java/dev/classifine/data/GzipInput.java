package dev.classifine.data;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import java.util.zip.ZipException;

/**
 * The bytes of gzip data (RFC 1952), of all its members one after the other. Zeros after a member
 * are padding. Java's own reader takes a later member's damaged header for the end of the data, and
 * so what a pipe has not got yet.
 */
final class GzipInput extends InputStream {

  private static final int BUFFER = 1 << 16;
  private static final int DEFLATE = 8;
  private static final int CHECKED = 2; // flags of a header
  private static final int EXTRA = 4;
  private static final int NAME = 8;
  private static final int COMMENT = 16;
  private static final int RESERVED = 0xE0;

  private final InputStream in;
  private final Inflater inflater = new Inflater(true);
  private final CRC32 sum = new CRC32(); // of a header's bytes, then of those that were packed
  private final byte[] packed = new byte[BUFFER];
  private int at; // the next byte in the buffer, outside of a member's deflate data
  private int end;
  private boolean ended;
  private boolean closed;

  /** Reads the first member's header. */
  GzipInput(InputStream in) throws IOException {
    this.in = in;
    readHeader(next());
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] into, int from, int count) throws IOException {
    if (closed) {
      throw new IOException("Stream closed");
    }
    int read = 0;
    while (read == 0 && count > 0 && !ended) {
      read = inflate(into, from, count);
      if (inflater.finished() && read == 0) {
        endMember();
      }
    }
    return read == 0 && count > 0 ? -1 : read;
  }

  private int inflate(byte[] into, int from, int count) throws IOException {
    try {
      if (inflater.needsInput()) {
        fill();
        inflater.setInput(packed, 0, end);
      }
      int read = inflater.inflate(into, from, count);
      sum.update(into, from, read);
      return read;
    } catch (DataFormatException e) {
      throw new ZipException(e.getMessage() == null ? "invalid deflate data" : e.getMessage());
    }
  }

  /** Checks the sum and the length behind a member, and begins with the next if there is one. */
  private void endMember() throws IOException {
    at = end - inflater.getRemaining();
    long content = sum.getValue(); // the bytes that are read from here on are added to it
    if (little(4) != content || little(4) != (inflater.getBytesWritten() & 0xFFFFFFFFL)) {
      throw new ZipException("its checksum is not that of its content");
    }
    int next = nextOrEnd();
    while (next == 0) {
      next = nextOrEnd();
    }
    ended = next < 0;
    if (!ended) {
      readHeader(next);
    }
  }

  private void readHeader(int first) throws IOException {
    sum.reset();
    sum.update(first);
    if (first != 0x1F || next() != 0x8B) {
      throw new ZipException("bytes that are not in gzip's format");
    }
    int method = next();
    int flags = next();
    if (method != DEFLATE || (flags & RESERVED) != 0) {
      throw new ZipException("an unknown kind of header");
    }
    skip(6); // time, level and system
    if ((flags & EXTRA) != 0) {
      skip((int) little(2));
    }
    if ((flags & NAME) != 0) {
      skipText();
    }
    if ((flags & COMMENT) != 0) {
      skipText();
    }
    long header = sum.getValue() & 0xFFFF;
    if ((flags & CHECKED) != 0 && little(2) != header) {
      throw new ZipException("a header's checksum is not that of its content");
    }
    sum.reset();
    inflater.reset();
    inflater.setInput(packed, at, end - at);
  }

  private void skip(int count) throws IOException {
    for (int i = 0; i < count; i++) {
      next();
    }
  }

  /** Up to and with the zero at its end. */
  private void skipText() throws IOException {
    int character = next();
    while (character != 0) {
      character = next();
    }
  }

  /** A number of so many bytes, the lowest first. */
  private long little(int bytes) throws IOException {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (long) next() << 8 * i;
    }
    return number;
  }

  /** The next byte of a header or a trailer. */
  private int next() throws IOException {
    int next = nextOrEnd();
    if (next < 0) {
      throw new EOFException();
    }
    sum.update(next);
    return next;
  }

  private int nextOrEnd() throws IOException {
    if (at == end) {
      at = 0;
      end = Math.max(0, in.read(packed));
    }
    return at == end ? -1 : packed[at++] & 0xFF;
  }

  private void fill() throws IOException {
    end = in.read(packed);
    if (end < 0) {
      throw new EOFException();
    }
  }

  @Override
  public void close() throws IOException {
    closed = true;
    inflater.end();
    in.close();
  }
}
