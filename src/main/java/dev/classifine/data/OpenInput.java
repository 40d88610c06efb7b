package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import java.util.List;
import java.util.Optional;

/** An input whose rows are being read. Its errors name it. */
interface OpenInput extends AutoCloseable {

  /**
   * The next row, or null after the last.
   *
   * @throws ClassifineException if it cannot be read, or is not as it must be
   */
  Example next();

  /** As {@link Rows#columns()}. */
  List<String> columns();

  /** Where its rows stand: those that were read so far. */
  RowPlaces places();

  /**
   * After the last row, the fingerprint of what was read, where it was opened for that. Empty
   * before and else.
   */
  default Optional<String> sha256() {
    return Optional.empty();
  }

  @Override
  void close();
}
