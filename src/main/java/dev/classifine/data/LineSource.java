package dev.classifine.data;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.NoSuchElementException;

/** A text on each line. */
final class LineSource extends ExampleSource {

  private final BufferedReader reader;
  private String next;
  private long line;

  LineSource(String where, BufferedReader reader) {
    super(where, reader);
    this.reader = reader;
    advance();
  }

  private void advance() {
    try {
      next = reader.readLine();
      line++;
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  @Override
  public boolean hasNext() {
    return next != null;
  }

  @Override
  public Example next() {
    if (next == null) {
      throw new NoSuchElementException();
    }
    Example example = new Example(next, null, null, line);
    advance();
    return example;
  }
}
