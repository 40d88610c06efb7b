package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.io.Reader;

/**
 * Splits at line feeds, takes a carriage return before one away, and counts. A carriage return on
 * its own is a character of its line, so that the numbers are those of an editor and of {@code wc}.
 */
final class LineReader {

  private final Reader in;
  private final String source;
  private long line;

  /**
   * @param linesBefore how many lines were read already
   */
  LineReader(Reader in, String source, long linesBefore) {
    this.in = in;
    this.source = source;
    this.line = linesBefore;
  }

  /** The next line, or null after the last. */
  String next() throws IOException {
    int c = in.read();
    if (c < 0) {
      return null;
    }
    line++;
    StringBuilder text = new StringBuilder();
    for (; c >= 0 && c != '\n'; c = in.read()) {
      if (text.length() == DataFormat.MAX_ROW_CHARS) {
        throw new ClassifineException(
            ("%s:%d: the line is longer than %,d characters, which is the most that a row may hold."
                    + " Are the line feeds missing?")
                .formatted(source, line, DataFormat.MAX_ROW_CHARS));
      }
      text.append((char) c);
    }
    if (c == '\n' && text.length() > 0 && text.charAt(text.length() - 1) == '\r') {
      text.setLength(text.length() - 1);
    }
    return text.toString();
  }

  /** The 1-based number of the line that {@link #next} gave. */
  long line() {
    return line;
  }
}
