package dev.classifine.checkpoint;

import dev.classifine.error.ClassifineException;
import dev.classifine.weights.TensorInfo;
import dev.classifine.weights.TensorSource;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;

/** The weights of a folder that are not read. */
record NoTensors(Path folder) implements TensorSource {

  @Override
  public List<TensorInfo> tensors() {
    return List.of();
  }

  @Override
  public void read(String name, ByteBuffer target) {
    throw new ClassifineException(folder + ": was opened without weights, so without " + name);
  }

  @Override
  public String describe() {
    return folder.toString();
  }

  @Override
  public void close() {}
}
