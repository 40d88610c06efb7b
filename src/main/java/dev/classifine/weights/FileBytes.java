package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** An open file that is read at any place. */
final class FileBytes implements AutoCloseable {

  private static final int CHUNK = 1 << 18;

  private final DamagedFile file;
  private final FileChannel channel;
  private final long size;

  private FileBytes(DamagedFile file, FileChannel channel, long size) {
    this.file = file;
    this.channel = channel;
    this.size = size;
  }

  /** What makes a source of an open file. */
  interface Opener {
    TensorSource open(FileBytes bytes);
  }

  /**
   * Opens a file and gives it to a source, which must close it; if the source cannot be made, the
   * file is closed here.
   *
   * @param describe what to call its content in errors
   * @param kind what the file must be, such as {@code a .safetensors file}
   */
  static TensorSource open(Path path, String describe, String kind, Opener opener) {
    if (Files.isDirectory(path)) {
      throw new UsageException(path + ": is a folder. Name " + kind + ".");
    }
    if (Files.exists(path) && !Files.isRegularFile(path)) {
      throw new UsageException(path + ": is a pipe or a device. Name " + kind + ".");
    }
    FileBytes bytes = open(path, describe, kind);
    TensorSource source = null;
    try {
      source = opener.open(bytes);
      return source;
    } finally {
      if (source == null) {
        bytes.close();
      }
    }
  }

  private static FileBytes open(Path path, String name, String kind) {
    FileBytes bytes = null;
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      bytes = new FileBytes(new DamagedFile(name), channel, channel.size());
      return bytes;
    } catch (NoSuchFileException e) {
      throw new UsageException(path + ": no such file. Name " + kind + ".", e);
    } catch (IOException e) {
      throw cannotRead(name, e);
    } finally {
      if (bytes == null && channel != null) {
        close(channel, name);
      }
    }
  }

  /** A file that is open already. */
  static FileBytes of(DamagedFile file, FileChannel channel, long size) {
    return new FileBytes(file, channel, size);
  }

  DamagedFile file() {
    return file;
  }

  /** How many bytes the file had when it was opened. */
  long size() {
    return size;
  }

  /** Bytes of the file in memory, little-endian. The caller has checked that it has as many. */
  ByteBuffer read(long position, int length) {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    read(bytes, position);
    return bytes.flip();
  }

  /** Fills what remains of the target. */
  void read(ByteBuffer target, long position) {
    long at = position;
    try {
      while (target.hasRemaining()) { // one read may return less than was asked for
        int count = channel.read(target, at);
        if (count < 0) {
          throw file.because("ends at byte " + at + ", earlier than when it was opened");
        }
        at += count;
      }
    } catch (IOException e) {
      throw cannotRead(file.name(), e);
    }
  }

  /** Reads the elements that lie between two places, one after the other, as float32. */
  void readFloats(ElementType type, long begin, long end, ByteBuffer floats) {
    ByteBuffer chunk = ByteBuffer.allocate((int) Math.min(CHUNK, end - begin));
    for (long at = begin; at < end; at += chunk.limit()) {
      chunk.clear().limit((int) Math.min(chunk.capacity(), end - at));
      read(chunk, at);
      Float32.convert(type, chunk.flip(), floats);
    }
  }

  /** Fills what remains of the target with elements of a tensor that lie one after the other. */
  void readPart(ElementType type, long tensorBegin, long first, ByteBuffer floats) {
    long begin = tensorBegin + first * type.bytes();
    long count = floats.remaining() / Float32.BYTES;
    readFloats(type, begin, begin + count * type.bytes(), floats);
  }

  @Override
  public void close() {
    close(channel, file.name());
  }

  private static void close(FileChannel channel, String name) {
    try {
      channel.close();
    } catch (IOException e) {
      throw cannotRead(name, e);
    }
  }

  private static ClassifineException cannotRead(String name, IOException e) {
    return new ClassifineException(name + ": cannot be read: " + Reason.of(e) + ".", e);
  }
}
