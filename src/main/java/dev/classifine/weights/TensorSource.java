package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import java.nio.ByteBuffer;
import java.util.List;

/** Tensors that can be listed and read one at a time. Not for several threads. */
public interface TensorSource extends AutoCloseable {

  /** What there is, in the order of the file. */
  List<TensorInfo> tensors();

  /**
   * Reads a tensor as float32, row-major, in native byte order.
   *
   * @param name a tensor of {@link #tensors}
   * @param target exactly 4 bytes an element from its position on, possibly native memory
   * @throws ClassifineException if it is not a tensor of floating-point numbers, or cannot be read
   */
  void read(String name, ByteBuffer target);

  /** Where the tensors come from, for errors. */
  String describe();

  /** Releases files and memory. */
  @Override
  void close();
}
