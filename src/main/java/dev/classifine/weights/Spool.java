package dev.classifine.weights;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Reason;
import dev.classifine.io.WholeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * Elements of tensors that arrive one after the other, kept in a temporary file until they are read
 * in another order: memory would hold them a second time. The file has no name any more once it is
 * open (on Windows, until it is closed), so nothing of it is left behind.
 */
final class Spool implements AutoCloseable {

  private static final int PIECE = 1 << 16;

  private final DamagedFile file;
  private final FileChannel channel;
  private long size;

  private Spool(DamagedFile file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  static Spool open(DamagedFile file) {
    try {
      Path path = Files.createTempFile("classifine", ".tensors");
      return new Spool(
          file,
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE));
    } catch (IOException e) {
      throw cannotKeep(file, e);
    }
  }

  /** How many bytes there are so far. */
  long size() {
    return size;
  }

  /** Takes a bytes field's content, a piece at a time. */
  void append(CodedInputStream in, int length) throws IOException {
    if (length < 0) {
      throw new InvalidProtocolBufferException("A length is negative.");
    }
    for (int rest = length; rest > 0; rest -= PIECE) {
      append(in.readRawBytes(Math.min(PIECE, rest)));
    }
  }

  void append(byte[] bytes) {
    try {
      WholeFile.writeFully(channel, ByteBuffer.wrap(bytes));
      size += bytes.length;
    } catch (IOException e) {
      throw cannotKeep(file, e);
    }
  }

  /** What was kept, to be read at any place; closing it closes this. */
  FileBytes bytes() {
    return FileBytes.of(file, channel, size);
  }

  @Override
  public void close() {
    bytes().close();
  }

  private static ClassifineException cannotKeep(DamagedFile file, IOException e) {
    return new ClassifineException(
        file
            + ": its weights cannot be kept in the folder for temporary files, "
            + System.getProperty("java.io.tmpdir")
            + ": "
            + Reason.of(e)
            + ". Free some space there, or name another folder with -Djava.io.tmpdir.",
        e);
  }
}
