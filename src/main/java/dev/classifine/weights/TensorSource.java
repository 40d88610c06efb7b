package dev.classifine.weights;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Named tensors that can be read one at a time, from a file or several. */
public interface TensorSource extends AutoCloseable {

  /** The name, type and shape of every tensor; no name occurs twice. */
  List<TensorInfo> tensors();

  /** One tensor's name, type and shape, or nothing where there is no such tensor. */
  default Optional<TensorInfo> find(String name) {
    return tensors().stream().filter(tensor -> tensor.name().equals(name)).findFirst();
  }

  /** What the file says of itself: texts by name, possibly none. */
  default Map<String, String> metadata() {
    return Map.of();
  }

  /**
   * Reads one tensor as float32, row-major and little-endian, converting from F16, BF16 and F64. It
   * takes at most about a megabyte of memory besides the target.
   *
   * @param target filled from its position to its limit, which must be 4 bytes for each element;
   *     may be native memory; its position, limit and byte order stay as they are
   * @throws dev.classifine.error.ClassifineException if there is no such tensor, its elements are
   *     not F16, BF16, F32 or F64, it takes 2 GiB or more as float32, or the file cannot be read
   * @throws IllegalArgumentException if the target has another size or is read-only
   */
  void read(String name, ByteBuffer target);

  /** Whether {@link #read(String, long, ByteBuffer)} can read parts of a tensor. */
  default boolean hasParts(String name) {
    return false;
  }

  /**
   * Reads some of a tensor's elements, as {@link #read(String, ByteBuffer)} reads all.
   *
   * @param first the index of the first element, row-major
   * @param target filled from its position to its limit, a multiple of 4 bytes; its position, limit
   *     and byte order stay as they are
   * @throws dev.classifine.error.ClassifineException if there is no such tensor, its elements are
   *     not F16, BF16, F32 or F64, or the file cannot be read
   * @throws IllegalArgumentException if the tensor has not so many elements, or the target is
   *     read-only
   * @throws UnsupportedOperationException if the tensor can be read only as a whole
   */
  default void read(String name, long first, ByteBuffer target) {
    throw new UnsupportedOperationException(name + " can be read only as a whole.");
  }

  /** Where the tensors come from, to begin an error with: the file or folder. */
  String describe();

  /** Gives up the files or memory behind the tensors; nothing can be read any more. */
  @Override
  void close();
}
