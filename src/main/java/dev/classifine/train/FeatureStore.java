package dev.classifine.train;

import java.nio.ByteBuffer;

/** Bytes that are written once, piece by piece, and read often, at any place. */
interface FeatureStore extends AutoCloseable {

  /**
   * Writes the buffer's remaining bytes.
   *
   * @param place of the first, from 0
   * @throws dev.classifine.error.ClassifineException if there is no room
   */
  void write(long place, ByteBuffer bytes);

  /**
   * Fills what remains of a buffer with bytes that were written.
   *
   * @param place of the first, from 0
   */
  void read(long place, ByteBuffer into);

  /** Gives up the memory or the file. */
  @Override
  void close();
}
