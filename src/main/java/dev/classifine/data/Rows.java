package dev.classifine.data;

import java.io.IOException;

/** The rows of one input in one format. */
@FunctionalInterface
interface Rows {

  /** The next row, or null after the last. */
  Example next() throws IOException;
}
