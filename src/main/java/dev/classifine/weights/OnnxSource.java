package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The named weights of an ONNX model, in a temporary file as they were stored. */
final class OnnxSource implements TensorSource {

  /**
   * A weight.
   *
   * @param info its name and shape in a Hugging Face checkpoint
   * @param stored as it lies in the file
   * @param transposed whether the stored matrix must be turned when it is read
   */
  record Weight(TensorInfo info, OnnxGraph.Tensor stored, boolean transposed) {}

  private final String describe;
  private final Map<String, Weight> weights;
  private final FileBytes bytes;
  private boolean closed;

  OnnxSource(String describe, Map<String, Weight> weights, FileBytes bytes) {
    this.describe = describe;
    this.bytes = bytes;
    this.weights = new LinkedHashMap<>(weights);
  }

  @Override
  public List<TensorInfo> tensors() {
    return weights.values().stream().map(Weight::info).toList();
  }

  @Override
  public Optional<TensorInfo> find(String name) {
    return Optional.ofNullable(weights.get(name)).map(Weight::info);
  }

  @Override
  public void read(String name, ByteBuffer target) {
    Weight weight = weight(name);
    ByteBuffer floats = Float32.target(describe, weight.info, target);
    long begin = weight.stored.begin();
    long length = weight.stored.info().byteSize();
    if (weight.transposed) {
      ByteBuffer source = bytes.read(begin, Math.toIntExact(length));
      int rows = (int) weight.stored.info().shape()[0];
      int columns = (int) weight.stored.info().shape()[1];
      Float32.convertTransposed(weight.info.type(), source, rows, columns, floats);
    } else {
      bytes.readFloats(weight.info.type(), begin, begin + length, floats);
    }
  }

  /** One that is stored as it is read. */
  @Override
  public boolean hasParts(String name) {
    return !weight(name).transposed;
  }

  @Override
  public void read(String name, long first, ByteBuffer target) {
    Weight weight = weight(name);
    if (weight.transposed) {
      throw new UnsupportedOperationException(name + " can be read only as a whole.");
    }
    ByteBuffer floats = Float32.target(describe, weight.info, first, target);
    bytes.readPart(weight.info.type(), weight.stored.begin(), first, floats);
  }

  private Weight weight(String name) {
    if (closed) {
      throw new IllegalStateException(describe + " is closed");
    }
    Weight weight = weights.get(name);
    if (weight == null) {
      throw new ClassifineException(describe + ": there is no tensor '" + name + "' in it.");
    }
    return weight;
  }

  @Override
  public String describe() {
    return describe;
  }

  @Override
  public void close() {
    if (!closed) {
      closed = true;
      weights.clear();
      bytes.close();
    }
  }
}
