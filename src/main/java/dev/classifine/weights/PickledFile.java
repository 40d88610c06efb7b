package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An open {@code pytorch_model.bin} whose tensors have been checked. */
final class PickledFile implements TensorSource {

  private final FileBytes bytes;
  private final Map<String, StridedTensor> tensors;

  private PickledFile(FileBytes bytes, Map<String, StridedTensor> tensors) {
    this.bytes = bytes;
    this.tensors = tensors;
  }

  static TensorSource open(Path path) {
    return FileBytes.open(path, path.toString(), "a pytorch_model.bin", PickledFile::read);
  }

  private static PickledFile read(FileBytes bytes) {
    TorchArchive archive = TorchArchive.open(bytes);
    Object built = PickleMachine.run(archive.pickle());
    Map<String, StridedTensor> tensors = new LinkedHashMap<>();
    StateDict.tensors(bytes.file(), built)
        .forEach((name, tensor) -> tensors.put(name, archive.locate(name, tensor)));
    return new PickledFile(bytes, tensors);
  }

  @Override
  public List<TensorInfo> tensors() {
    return tensors.values().stream().map(StridedTensor::info).toList();
  }

  @Override
  public Optional<TensorInfo> find(String name) {
    return Optional.ofNullable(tensors.get(name)).map(StridedTensor::info);
  }

  @Override
  public void read(String name, ByteBuffer target) {
    StridedTensor tensor = tensor(name);
    tensor.read(bytes, Float32.target(describe(), tensor.info(), target));
  }

  @Override
  public boolean hasParts(String name) {
    return tensor(name).isContiguous();
  }

  @Override
  public void read(String name, long first, ByteBuffer target) {
    StridedTensor tensor = tensor(name);
    if (!tensor.isContiguous()) {
      TensorSource.super.read(name, first, target);
    }
    ByteBuffer floats = Float32.target(describe(), tensor.info(), first, target);
    bytes.readPart(tensor.info().type(), tensor.begin(), first, floats);
  }

  private StridedTensor tensor(String name) {
    StridedTensor tensor = tensors.get(name);
    if (tensor == null) {
      throw new ClassifineException(describe() + ": there is no tensor '" + name + "' in it.");
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
