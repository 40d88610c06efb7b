package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.io.Reader;

/**
 * Cuts a JSON array into the texts of its elements without holding the whole of it. The elements
 * are not checked here but by the parser that gets them; a cut in a malformed one is still an
 * error.
 */
final class JsonArrayValues implements JsonRows.Values {

  private final Reader in;
  private final String source;
  private final long arrayLine;
  private long line;
  private long elementLine;
  private boolean first = true;
  private boolean ended;

  /**
   * @param in stands behind the opening bracket
   * @param line the line of that bracket
   */
  JsonArrayValues(Reader in, String source, long line) {
    this.in = in;
    this.source = source;
    this.arrayLine = line;
    this.line = line;
    this.elementLine = line;
  }

  @Override
  public long line() {
    return elementLine;
  }

  @Override
  public String next() throws IOException {
    if (ended) {
      return null;
    }
    String element = element();
    if (ended) {
      checkNothingFollows();
    }
    if (element.isEmpty()) {
      if (first && ended) {
        return null;
      }
      throw new ClassifineException(
          "%s:%d: a comma in the list with no value beside it. Remove the comma."
              .formatted(source, line));
    }
    first = false;
    return element;
  }

  /** The characters up to the comma or bracket that ends the element. */
  private String element() throws IOException {
    StringBuilder text = new StringBuilder();
    int depth = 0;
    boolean inString = false;
    boolean escaped = false;
    while (true) {
      int c = read();
      if (!inString && depth == 0 && (c == ',' || c == ']')) {
        ended = c == ']';
        return text.toString();
      }
      if (inString) {
        inString = escaped || c != '"';
        escaped = !escaped && c == '\\';
      } else if (c == '"') {
        inString = true;
      } else if (c == '{' || c == '[') {
        depth++;
      } else if (c == '}' || c == ']') {
        depth = Math.max(0, depth - 1);
      }
      append(text, (char) c);
    }
  }

  private void append(StringBuilder text, char c) {
    if (text.length() == 0) {
      if (Character.isWhitespace(c)) {
        return;
      }
      elementLine = line;
    }
    if (text.length() == DataFormat.MAX_ROW_CHARS) {
      throw new ClassifineException(
          ("%s:%d: the value that begins here is longer than %,d characters, which is the most that"
                  + " a row may hold.")
              .formatted(source, elementLine, DataFormat.MAX_ROW_CHARS));
    }
    text.append(c);
  }

  private int read() throws IOException {
    int c = in.read();
    if (c < 0) {
      throw new ClassifineException(
          ("%s:%d: the file ends inside the list that begins on line %d. It must end with ]; is a"
                  + " part of the file missing?")
              .formatted(source, line, arrayLine));
    }
    line += c == '\n' ? 1 : 0;
    return c;
  }

  private void checkNothingFollows() throws IOException {
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (!Character.isWhitespace(c)) {
        throw new ClassifineException(
            "%s:%d: more text after the end of the list. The file must hold one list."
                .formatted(source, line));
      }
      line += c == '\n' ? 1 : 0;
    }
  }
}
