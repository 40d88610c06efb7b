package dev.classifine.checkpoint;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.zip.CRC32;

/**
 * Fails where more bytes come than may come, and, for a file in a zip, where they are fewer or
 * others than the zip's directory says; {@link java.util.zip.ZipFile} checks neither.
 */
final class BoundedInputStream extends FilterInputStream {

  private final long limit;
  private final long checksum;
  private final boolean exact;
  private final CRC32 crc = new CRC32();
  private long count;

  /** At most so many bytes. */
  BoundedInputStream(InputStream in, long limit) {
    super(in);
    this.limit = limit;
    this.checksum = 0;
    this.exact = false;
  }

  /** Exactly so many bytes with this CRC-32. */
  BoundedInputStream(InputStream in, long size, long checksum) {
    super(in);
    this.limit = size;
    this.checksum = checksum;
    this.exact = true;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int read = in.read(target, offset, length);
    if (read > 0) {
      count += read;
      crc.update(target, offset, read);
    }
    if (count > limit) {
      throw new IOException("it has more than the " + limit + " bytes that it may have");
    }
    if (read < 0 && exact && (count != limit || crc.getValue() != checksum)) {
      throw new IOException(
          "its bytes do not fit the zip's checksum, so the jar is damaged; delete it, and it is"
              + " fetched again");
    }
    return read;
  }

  /** Skips by reading, so that no byte misses the checksum. */
  @Override
  public long skip(long bytes) throws IOException {
    byte[] skipped = new byte[(int) Math.min(Math.max(bytes, 0), 1 << 13)];
    return skipped.length == 0 ? 0 : Math.max(read(skipped, 0, skipped.length), 0);
  }

  @Override
  public boolean markSupported() {
    return false;
  }
}
