package dev.classifine.data;

import java.io.IOException;
import java.util.List;

/** The rows of one input in one format. */
@FunctionalInterface
interface Rows {

  /** The next row, or null after the last. */
  Example next() throws IOException;

  /**
   * By which columns the input is told from another one of its format, once a row was read: all of
   * a table; the ones that are read of JSON, whose objects need not agree on others. Empty where
   * there are none.
   */
  default List<String> columns() {
    return List.of();
  }
}
