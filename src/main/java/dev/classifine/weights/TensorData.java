package dev.classifine.weights;

import java.nio.ByteBuffer;
import java.util.stream.LongStream;

/**
 * The elements of a tensor that is to be written, asked for once, when it is written: float32,
 * row-major, little-endian, 4 bytes for each, between position and limit, whatever a buffer's byte
 * order says.
 */
@FunctionalInterface
public interface TensorData {

  /** All of them. */
  ByteBuffer get();

  /**
   * The same in pieces of whole elements, from front to back, as often as it is iterated. A piece
   * holds its elements until the next is asked for.
   */
  default Iterable<ByteBuffer> pieces() {
    ByteBuffer all = get();
    int piece = 1 << 20;
    return () ->
        LongStream.iterate(all.position(), at -> at < all.limit(), at -> at + piece)
            .mapToObj(at -> all.slice((int) at, (int) Math.min(piece, all.limit() - at)))
            .iterator();
  }
}
