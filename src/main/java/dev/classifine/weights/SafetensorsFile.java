package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;

/**
 * An open safetensors file: 8 bytes of header length (little-endian), the header, the tensors'
 * bytes.
 */
final class SafetensorsFile implements TensorSource {

  private static final long MAX_HEADER = 100_000_000; // the reference implementation's limit
  private static final int CHUNK = 1 << 20;

  private final Path file;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long dataStart;

  private SafetensorsFile(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    long size = channel.size();
    if (size < 8) {
      throw damaged("it has " + size + " bytes, fewer than the 8 of a header's length");
    }
    long length = readExactly(0, 8).getLong();
    if (length < 2 || length > MAX_HEADER || length > size - 8) {
      throw damaged(
          "its header's length is given as "
              + Long.toUnsignedString(length)
              + " bytes, of a file of "
              + size
              + " (the most is "
              + MAX_HEADER
              + ")");
    }
    dataStart = 8 + length;
    header =
        new SafetensorsHeader(
            text(readExactly(8, (int) length)), file.toString(), size - dataStart);
  }

  static SafetensorsFile open(Path file) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        return new SafetensorsFile(file, channel);
      } catch (IOException | ClassifineException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ClassifineException(file + ": cannot be read: " + Reason.of(e) + ".", e);
    }
  }

  @Override
  public List<TensorInfo> tensors() {
    return header.entries().values().stream().map(SafetensorsHeader.Entry::info).toList();
  }

  @Override
  public void read(String name, ByteBuffer target) {
    SafetensorsHeader.Entry entry = header.entries().get(name);
    if (entry == null) {
      throw new IllegalArgumentException(file + " has no tensor " + name + ".");
    }
    TensorInfo info = entry.info();
    if (!info.type().isFloat()) {
      throw new ClassifineException(
          file
              + ": the tensor "
              + info
              + " holds no floating-point numbers. It must be F32, F16, BF16 or F64.");
    }
    if (target.remaining() != info.elementCount() * 4) {
      throw new IllegalArgumentException(
          info + " does not fit into " + target.remaining() + " bytes.");
    }
    try {
      if (info.type() == ElementType.F32 && ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN) {
        readFully(dataStart + entry.begin(), target); // as it is, into native memory
      } else {
        convert(entry, target);
      }
    } catch (IOException e) {
      throw new ClassifineException(
          file + ": the tensor " + name + " cannot be read: " + Reason.of(e) + ".", e);
    }
  }

  private void convert(SafetensorsHeader.Entry entry, ByteBuffer target) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocateDirect(CHUNK).order(ByteOrder.LITTLE_ENDIAN);
    for (long position = entry.begin(); position < entry.end(); position += chunk.limit()) {
      chunk.clear().limit((int) Math.min(CHUNK, entry.end() - position));
      readFully(dataStart + position, chunk);
      FloatConversion.toFloat32(entry.info().type(), chunk.flip(), target);
    }
  }

  private ByteBuffer readExactly(long position, int length) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    readFully(position, bytes);
    return bytes.flip();
  }

  private void readFully(long position, ByteBuffer bytes) throws IOException {
    long at = position;
    while (bytes.hasRemaining()) {
      int read = channel.read(bytes, at);
      if (read < 0) {
        throw damaged("it ends at byte " + at + ", in the middle of its content");
      }
      at += read;
    }
  }

  private String text(ByteBuffer bytes) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
    } catch (CharacterCodingException e) {
      throw damaged("its header is not UTF-8");
    }
  }

  private ClassifineException damaged(String what) {
    return new ClassifineException(
        file
            + ": not a safetensors file: "
            + what
            + ". Load the file again from where it came from.");
  }

  @Override
  public String describe() {
    return file.toString();
  }

  @Override
  public void close() {
    try {
      channel.close();
    } catch (IOException e) {
      throw new ClassifineException(file + ": cannot be closed: " + Reason.of(e) + ".", e);
    }
  }
}
