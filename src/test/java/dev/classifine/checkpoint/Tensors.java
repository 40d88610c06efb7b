package dev.classifine.checkpoint;

import dev.classifine.weights.TensorSource;
import java.nio.ByteBuffer;

/** Tensors as bytes. */
final class Tensors {

  private Tensors() {}

  /** The float32 elements of one, little-endian. */
  static byte[] read(TensorSource source, String name) {
    long count = source.find(name).orElseThrow().elementCount();
    ByteBuffer target = ByteBuffer.allocate(Math.toIntExact(count * Float.BYTES));
    source.read(name, target);
    return target.array();
  }
}
