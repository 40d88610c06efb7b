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
   * What {@link DataHash} says of the rows that were read, where it goes by them; empty where it
   * goes by the bytes of files.
   */
  default Optional<String> sha256() {
    return Optional.empty();
  }

  @Override
  void close();
}
