package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.io.Reader;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Passes CSV on to the parser and knows two things that the parser does not. Whether the input
 * ended inside quotes: the parser takes that end for the closing quote, so that one missing quote
 * would silently make one text of all rows after it. And the line of each record: the parser
 * miscounts where a quoted field holds a carriage return on its own.
 */
final class CsvWatch extends Reader {

  private enum State {
    RECORD_START,
    FIELD_START,
    PLAIN,
    QUOTED,
    QUOTE_IN_QUOTED
  }

  private final Reader in;
  private final String source;
  private final char separator;
  private final Queue<Long> recordLines = new ArrayDeque<>(); // read, but not yet taken
  private State state = State.RECORD_START;
  private long line = 1;
  private long openedOn;
  private boolean afterReturn;
  private boolean ended;

  CsvWatch(Reader in, String source, char separator) {
    this.in = in;
    this.source = source;
    this.separator = separator;
  }

  /** The line on which the parser's next record begins; each call goes one record on. */
  long takeRecordLine() {
    return recordLines.remove();
  }

  /** Source and line of the record that is being parsed, for an error. */
  String where() {
    return source + ":" + (recordLines.isEmpty() ? line : recordLines.peek());
  }

  /** Throws if the input is at its end, and that is inside quotes. */
  void checkClosed() {
    if (ended && state == State.QUOTED) {
      throw new ClassifineException(
          ("%s:%d: the quote that begins a field on this line is never closed, and takes in all of"
               + " the rest. Close it; a quote that belongs to the text is doubled, in a field in"
               + " quotes: \"say \"\"yes\"\" now\".")
              .formatted(source, openedOn));
    }
  }

  @Override
  public int read(char[] into, int start, int length) throws IOException {
    int count = in.read(into, start, length);
    ended = count < 0;
    for (int i = start; i < start + count; i++) {
      see(into[i]);
    }
    return count;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }

  private void see(char c) {
    boolean lineEnd = c == '\n' || c == '\r';
    if (state == State.RECORD_START && !lineEnd) {
      recordLines.add(line);
      state = State.FIELD_START;
    }
    state = after(c, lineEnd);
    if (lineEnd && !(c == '\n' && afterReturn)) {
      line++;
    }
    afterReturn = c == '\r';
  }

  private State after(char c, boolean lineEnd) {
    if (state == State.QUOTED) {
      return c == '"' ? State.QUOTE_IN_QUOTED : State.QUOTED;
    }
    if (lineEnd) {
      return State.RECORD_START;
    }
    if (c == separator) {
      return State.FIELD_START;
    }
    if (c != '"' || state == State.PLAIN) {
      return State.PLAIN;
    }
    if (state == State.FIELD_START) {
      openedOn = line;
    }
    return State.QUOTED;
  }
}
