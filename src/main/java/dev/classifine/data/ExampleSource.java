package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;

/**
 * Reads rows one after the other, so that a file need not fit into memory. Every error in the input
 * is a {@link ClassifineException} with the source and the line, thrown by {@link #hasNext} or
 * {@link #next} when the row is reached; an input without a row is an error too.
 */
public final class ExampleSource implements Iterator<Example>, AutoCloseable {

  private final String source;
  private final Reader reader;
  private final Rows rows;
  private final HashedBytes bytes; // null where the bytes are not hashed
  private Example next;
  private boolean atEnd;
  private boolean any;

  private ExampleSource(
      InputStream in, String source, DataFormat format, Selection selection, HashedBytes bytes) {
    this.source = source;
    this.bytes = bytes;
    this.reader = new Utf8Reader(in, source);
    this.rows =
        switch (format) {
          case CSV -> new CsvRows(reader, source, ',', selection);
          case TSV -> new CsvRows(reader, source, '\t', selection);
          case JSON_LINES -> JsonRows.lines(reader, source, selection);
          case JSON -> JsonRows.arrayOrLines(reader, source, selection);
          case LINES -> lines(reader, source);
        };
  }

  /**
   * Opens a file whose name tells its format.
   *
   * @param labelDelimiter what separates the labels in a cell of CSV or TSV, literally; null where
   *     a cell holds one label or a JSON list. JSON values are never split
   * @throws UsageException if the file is not there, is a folder, or has an unknown ending
   * @throws ClassifineException if it cannot be read
   */
  public static ExampleSource open(
      Path file, Columns columns, String labelDelimiter, LabelUse labelUse) {
    Selection selection = new Selection(columns, labelDelimiter, labelUse);
    return open(file, DataFormat.of(file), selection);
  }

  /**
   * Opens a file in a given format; it is unpacked where its name ends in .gz. Parameters and
   * errors otherwise as for {@link #open(Path, Columns, String, LabelUse)}.
   *
   * @throws UsageException if labels are required of plain lines
   */
  public static ExampleSource open(
      Path file, DataFormat format, Columns columns, String labelDelimiter, LabelUse labelUse) {
    return open(file, format, new Selection(columns, labelDelimiter, labelUse));
  }

  /**
   * Reads a stream, such as standard input, in a given format.
   *
   * @param name what errors call the stream
   * @throws UsageException if labels are required of plain lines
   */
  public static ExampleSource open(
      InputStream in,
      String name,
      DataFormat format,
      Columns columns,
      String labelDelimiter,
      LabelUse labelUse) {
    Selection selection = new Selection(columns, labelDelimiter, labelUse);
    checkLabels(format, name, selection);
    return new ExampleSource(in, name, format, selection, null);
  }

  private static ExampleSource open(Path file, DataFormat format, Selection selection) {
    checkLabels(format, file.toString(), selection);
    return new ExampleSource(
        InputFile.openUnpacked(file), file.toString(), format, selection, null);
  }

  /**
   * Opens a file whose name tells its format, and takes the hash of its bytes as they are read.
   * Parameters and errors as for {@link #open(Path, Columns, String, LabelUse)}.
   *
   * @see #sha256
   */
  public static ExampleSource openHashed(
      Path file, Columns columns, String labelDelimiter, LabelUse labelUse) {
    Selection selection = new Selection(columns, labelDelimiter, labelUse);
    DataFormat format = DataFormat.of(file);
    HashedBytes bytes = new HashedBytes(InputFile.open(file));
    return new ExampleSource(
        InputFile.unpacked(file, bytes), file.toString(), format, selection, bytes);
  }

  private static void checkLabels(DataFormat format, String source, Selection selection) {
    if (format == DataFormat.LINES && selection.labelUse() == LabelUse.REQUIRED) {
      throw new UsageException(
          source
              + ": plain lines hold no labels, which are needed here. Give a file in CSV, TSV or"
              + " JSON Lines.");
    }
  }

  private static Rows lines(Reader in, String source) {
    LineReader lines = new LineReader(in, source, 0);
    return () -> {
      String line = lines.next();
      return line == null ? null : new Example(line, null, null, lines.line());
    };
  }

  /** What errors call this input: the path, or the name that it was opened with. */
  public String source() {
    return source;
  }

  /**
   * What {@link DataHash#sha256} gives of the bytes that the rows were read from, and of what may
   * follow them.
   *
   * @throws IllegalStateException if rows are left, or the source was not opened to be hashed
   */
  public String sha256() {
    if (bytes == null || !atEnd) {
      throw new IllegalStateException(source + ": not hashed, or not read to its end.");
    }
    try {
      return bytes.sha256();
    } catch (IOException e) {
      throw InputFile.unreadable(source, e);
    }
  }

  @Override
  public boolean hasNext() {
    if (next == null && !atEnd) {
      advance();
    }
    return next != null;
  }

  @Override
  public Example next() {
    if (!hasNext()) {
      throw new NoSuchElementException(source + ": there is no further row");
    }
    Example row = next;
    next = null;
    return row;
  }

  /** Closes the file or stream. */
  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw InputFile.unreadable(source, e);
    }
  }

  private void advance() {
    try {
      next = rows.next();
    } catch (IOException e) {
      throw InputFile.unreadable(source, e);
    }
    atEnd = next == null;
    if (atEnd && !any) {
      throw new ClassifineException(
          source
              + ": no rows. The input must hold at least one text; check that it is the right"
              + " one.");
    }
    any = true;
  }
}
