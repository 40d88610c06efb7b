package dev.classifine.train;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Features in the main memory. It is libtorch's, not Java's: beyond what {@code -Xmx} allows, and
 * free the moment that it is given up. The system gives pages as they are written.
 */
final class MemoryStore implements FeatureStore {

  /** A buffer of Java has fewer than 2^31 bytes. */
  private static final long CHUNK = 1L << 28;

  private final NDManager manager;
  private final List<ByteBuffer> chunks = new ArrayList<>();
  private final long chunk;

  /**
   * @param parent gives up the memory at the latest
   * @param size how many bytes
   */
  MemoryStore(NDManager parent, long size) {
    this(parent, size, CHUNK);
  }

  /**
   * @param chunk bytes of one piece of memory
   */
  MemoryStore(NDManager parent, long size, long chunk) {
    this.manager = parent.newSubManager(Device.cpu());
    this.chunk = chunk;
    for (long from = 0; from < size; from += chunk) {
      NDArray array = manager.create(new Shape(Math.min(chunk, size - from)), DataType.INT8);
      chunks.add(array.toByteBuffer(true)); // the array's own memory
    }
  }

  @Override
  public void write(long place, ByteBuffer bytes) {
    for (long at = place; bytes.hasRemaining(); ) {
      ByteBuffer to = at(at, bytes.remaining());
      int limit = bytes.limit();
      bytes.limit(bytes.position() + to.remaining());
      at += to.remaining();
      to.put(bytes);
      bytes.limit(limit);
    }
  }

  @Override
  public void read(long place, ByteBuffer into) {
    for (long at = place; into.hasRemaining(); ) {
      ByteBuffer from = at(at, into.remaining());
      at += from.remaining();
      into.put(from);
    }
  }

  /** At most so many bytes from a place on, as far as the chunk goes. */
  private ByteBuffer at(long place, int most) {
    ByteBuffer whole = chunks.get((int) (place / chunk));
    int begin = (int) (place % chunk);
    return whole.slice(begin, Math.min(most, whole.capacity() - begin));
  }

  @Override
  public void close() {
    chunks.clear();
    manager.close();
  }
}
