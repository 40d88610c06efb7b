package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An open {@code .safetensors} file whose header has been checked. */
final class SafetensorsFile implements TensorSource {

  private static final int LENGTH_BYTES = 8;
  private static final int MAX_HEADER_BYTES = 100_000_000;

  private final FileBytes bytes;
  private final SafetensorsHeader header;
  private final long dataStart;

  private SafetensorsFile(FileBytes bytes, SafetensorsHeader header, long dataStart) {
    this.bytes = bytes;
    this.header = header;
    this.dataStart = dataStart;
  }

  static TensorSource open(Path path, String describe) {
    return FileBytes.open(path, describe, "a .safetensors file", SafetensorsFile::read);
  }

  private static SafetensorsFile read(FileBytes bytes) {
    DamagedFile file = bytes.file();
    long size = bytes.size();
    if (size < LENGTH_BYTES) {
      throw file.because(
          "has " + size + " bytes, but a .safetensors file begins with 8 bytes of header length");
    }
    long headerBytes = bytes.read(0, LENGTH_BYTES).getLong();
    if (headerBytes < 0 || headerBytes > size - LENGTH_BYTES || headerBytes > MAX_HEADER_BYTES) {
      throw file.because(
          "declares a header of "
              + Long.toUnsignedString(headerBytes)
              + " bytes, but the file has "
              + size
              + " bytes and a header may have at most "
              + MAX_HEADER_BYTES);
    }
    byte[] json = bytes.read(LENGTH_BYTES, (int) headerBytes).array();
    long dataStart = LENGTH_BYTES + headerBytes;
    SafetensorsHeader header = SafetensorsHeader.parse(file, json, size - dataStart);
    return new SafetensorsFile(bytes, header, dataStart);
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
    StoredTensor tensor = tensor(name);
    ByteBuffer floats = Float32.target(describe(), tensor.info(), target);
    long begin = dataStart + tensor.begin();
    bytes.readFloats(tensor.info().type(), begin, dataStart + tensor.end(), floats);
  }

  @Override
  public boolean hasParts(String name) {
    return true;
  }

  @Override
  public void read(String name, long first, ByteBuffer target) {
    StoredTensor tensor = tensor(name);
    ByteBuffer floats = Float32.target(describe(), tensor.info(), first, target);
    bytes.readPart(tensor.info().type(), dataStart + tensor.begin(), first, floats);
  }

  private StoredTensor tensor(String name) {
    StoredTensor tensor = header.tensors().get(name);
    if (tensor == null) {
      throw new ClassifineException(describe() + ": there is no tensor '" + name + "' in it.");
    }
    String unknown = header.unknownTypes().get(name);
    if (unknown != null) {
      throw new ClassifineException(
          describe()
              + ": tensor '"
              + name
              + "': unknown dtype "
              + unknown
              + ". Only F16, BF16, F32 and F64 can be read as float32.");
    }
    return tensor;
  }

  @Override
  public String describe() {
    return bytes.file().name();
  }

  @Override
  public void close() {
    bytes.close();
  }
}
