package dev.classifine.report;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * Where standard error leads to: a terminal, or a stream that is none.
 *
 * <p>A terminal may have a last line that is written over, with what goes on. Whoever prints a line
 * to {@link #stream}, the log among them, has that line taken away first, so that nothing stands
 * behind it. Colours mark the level of a warning and of an error; they tell nothing that the words
 * do not.
 *
 * <p>May be used by several threads.
 */
public final class Terminal {

  private static final int USUAL_HEIGHT = 24;

  private final Object lock = new Object();
  private final PrintStream raw;
  private final PrintStream stream;
  private final int width;
  private final int height;
  private final boolean coloured;
  private int shown;
  private boolean atLineStart = true;

  private Terminal(PrintStream raw, int width, int height, boolean coloured) {
    this.raw = raw;
    this.width = width;
    this.height = height;
    this.coloured = coloured;
    this.stream = width > 0 ? new PrintStream(new Permanent(), true, StandardCharsets.UTF_8) : raw;
  }

  /**
   * A terminal.
   *
   * @param out what leads to it
   * @param width its columns, at least 1
   * @param height its lines, at least 1
   * @param coloured whether it shows colours
   */
  public static Terminal of(PrintStream out, int width, int height, boolean coloured) {
    return new Terminal(out, width, height, coloured);
  }

  /** A stream that is no terminal: no line is written over, and there are no colours. */
  public static Terminal none(PrintStream out) {
    return new Terminal(out, 0, USUAL_HEIGHT, false);
  }

  /** Whether this is a terminal. */
  public boolean exists() {
    return width > 0;
  }

  /** Its columns; 0 where it is none. */
  public int width() {
    return width;
  }

  /** Its lines. */
  public int height() {
    return height;
  }

  /** For what is to stay. */
  public PrintStream stream() {
    return stream;
  }

  /**
   * Writes over the last line; nothing where this is no terminal.
   *
   * @param line what it says, cut where the terminal is narrower
   */
  public void live(String line) {
    if (!exists()) {
      return;
    }
    String cut = line.length() < width ? line : line.substring(0, width - 1);
    synchronized (lock) {
      raw.print("\r" + cut + " ".repeat(Math.max(0, shown - cut.length())));
      raw.flush();
      shown = cut.length();
    }
  }

  /** Takes away the line that is written over. */
  public void clear() {
    synchronized (lock) {
      if (shown > 0) {
        raw.print("\r" + " ".repeat(shown) + "\r");
        raw.flush();
        shown = 0;
      }
    }
  }

  /** The text in a colour, where there are colours. */
  public String styled(Style style, String text) {
    return coloured ? style.on + text + Style.OFF : text;
  }

  /** A colour, by what it means. */
  public enum Style {
    /** Something went wrong. */
    ERROR("\u001b[1;31m"),
    /** Something will go wrong, or is not as it was asked for. */
    WARNING("\u001b[1;33m"),
    /** The best of several. */
    BEST("\u001b[1;32m"),
    /** What matters less than what stands beside it. */
    FAINT("\u001b[2m");

    private static final String OFF = "\u001b[0m";

    private final String on;

    Style(String on) {
      this.on = on;
    }
  }

  /** What a line of the log begins with, by its colour. */
  private enum Level {
    WARN(Style.WARNING),
    ERROR(Style.ERROR);

    private final byte[] word = (name() + " ").getBytes(StandardCharsets.US_ASCII);
    private final byte[] styled;

    Level(Style style) {
      this.styled = (style.on + name() + Style.OFF + " ").getBytes(StandardCharsets.US_ASCII);
    }

    boolean begins(byte[] bytes, int offset, int length) {
      for (int i = 0; i < word.length; i++) {
        if (i >= length || bytes[offset + i] != word[i]) {
          return false;
        }
      }
      return true;
    }
  }

  /** Passes on what is to stay, with nothing before it in its line. */
  private final class Permanent extends OutputStream {

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    /** A print stream hands on the beginning of a line together with what follows it. */
    @Override
    public void write(byte[] bytes, int offset, int length) {
      if (length == 0) {
        return;
      }
      synchronized (lock) {
        clear();
        int begin = offset;
        if (coloured && atLineStart) {
          for (Level level : Level.values()) {
            if (level.begins(bytes, offset, length)) {
              raw.write(level.styled, 0, level.styled.length);
              begin += level.word.length;
            }
          }
        }
        raw.write(bytes, begin, offset + length - begin);
        atLineStart = bytes[offset + length - 1] == '\n';
      }
    }

    @Override
    public void flush() {
      raw.flush();
    }
  }
}
