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
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An open {@code .safetensors} file whose header has been checked. */
final class SafetensorsFile implements TensorSource {

  private static final int LENGTH_BYTES = 8;
  private static final int MAX_HEADER_BYTES = 100_000_000;
  private static final int CHUNK = 1 << 18;

  private final DamagedFile file;
  private final FileChannel channel;
  private final SafetensorsHeader header;
  private final long dataStart;

  private SafetensorsFile(
      DamagedFile file, FileChannel channel, SafetensorsHeader header, long dataStart) {
    this.file = file;
    this.channel = channel;
    this.header = header;
    this.dataStart = dataStart;
  }

  static SafetensorsFile open(Path path) {
    if (Files.isDirectory(path)) {
      throw new UsageException(path + ": is a folder. Name a .safetensors file.");
    }
    SafetensorsFile opened = null;
    FileChannel channel = null;
    try {
      channel = FileChannel.open(path, StandardOpenOption.READ);
      opened = read(new DamagedFile(path.toString()), channel);
      return opened;
    } catch (NoSuchFileException e) {
      throw new UsageException(path + ": no such file. Name a .safetensors file.", e);
    } catch (IOException e) {
      throw cannotRead(path.toString(), e);
    } finally {
      if (opened == null && channel != null) {
        close(channel, path.toString());
      }
    }
  }

  private static SafetensorsFile read(DamagedFile file, FileChannel channel) throws IOException {
    long size = channel.size();
    if (size < LENGTH_BYTES) {
      throw file.because(
          "has " + size + " bytes, but a .safetensors file begins with 8 bytes of header length");
    }
    ByteBuffer length = ByteBuffer.allocate(LENGTH_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    readFully(file, channel, length, 0);
    long headerBytes = length.getLong(0);
    if (headerBytes < 0 || headerBytes > size - LENGTH_BYTES || headerBytes > MAX_HEADER_BYTES) {
      throw file.because(
          "declares a header of "
              + Long.toUnsignedString(headerBytes)
              + " bytes, but the file has "
              + size
              + " bytes and a header may have at most "
              + MAX_HEADER_BYTES);
    }
    byte[] json = new byte[(int) headerBytes];
    readFully(file, channel, ByteBuffer.wrap(json), LENGTH_BYTES);
    long dataStart = LENGTH_BYTES + headerBytes;
    SafetensorsHeader header = SafetensorsHeader.parse(file, json, size - dataStart);
    return new SafetensorsFile(file, channel, header, dataStart);
  }

  @Override
  public List<TensorInfo> tensors() {
    return header.tensors().values().stream().map(StoredTensor::info).toList();
  }

  @Override
  public Optional<TensorInfo> find(String name) {
    return Optional.ofNullable(header.tensors().get(name)).map(StoredTensor::info);
  }

  @Override
  public Map<String, String> metadata() {
    return Collections.unmodifiableMap(header.metadata());
  }

  @Override
  public void read(String name, ByteBuffer target) {
    StoredTensor tensor = header.tensors().get(name);
    if (tensor == null) {
      throw new ClassifineException(file + ": there is no tensor '" + name + "' in it.");
    }
    ByteBuffer floats = Float32.target(file.name(), tensor.info(), target);
    try {
      readData(tensor, floats);
    } catch (IOException e) {
      throw cannotRead(file + ": tensor " + tensor.info(), e);
    }
  }

  private void readData(StoredTensor tensor, ByteBuffer floats) throws IOException {
    ByteBuffer chunk = ByteBuffer.allocate(CHUNK);
    for (long at = tensor.begin(); at < tensor.end(); at += chunk.limit()) {
      chunk.clear().limit((int) Math.min(CHUNK, tensor.end() - at));
      readFully(file, channel, chunk, dataStart + at);
      Float32.convert(tensor.info().type(), chunk.flip(), floats);
    }
  }

  /** One read may return less than was asked for. */
  private static void readFully(
      DamagedFile file, FileChannel channel, ByteBuffer target, long position) throws IOException {
    long at = position;
    while (target.hasRemaining()) {
      int count = channel.read(target, at);
      if (count < 0) {
        throw file.because("ends at byte " + at + ", earlier than when it was opened");
      }
      at += count;
    }
  }

  @Override
  public String describe() {
    return file.name();
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

  private static ClassifineException cannotRead(String what, IOException e) {
    return new ClassifineException(what + ": cannot be read: " + Reason.of(e) + ".", e);
  }
}
