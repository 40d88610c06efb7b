package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Optional;

/**
 * Reads rows one after the other, so that an input need not fit into memory. Every error in the
 * input is a {@link ClassifineException} with the source and the line, thrown by {@link #hasNext}
 * or {@link #next} when the row is reached; an input without a row is an error too.
 */
public final class ExampleSource implements Iterator<Example>, AutoCloseable {

  private final String source;
  private final OpenInput input;
  private Example next;
  private boolean atEnd;
  private boolean any;

  private ExampleSource(String source, OpenInput input) {
    this.source = source;
    this.input = input;
  }

  /**
   * Opens a file whose name tells its format.
   *
   * @param labelDelimiter what separates the labels in a cell of CSV or TSV or a text of a table,
   *     literally; null where a cell holds one label or a JSON list. JSON values are never split
   * @throws UsageException if the file is not there, is a folder, or has an unknown ending
   * @throws ClassifineException if it cannot be read
   */
  public static ExampleSource open(
      Path file, Columns columns, String labelDelimiter, LabelUse labelUse) {
    return open(DataLocation.of(file), columns, labelDelimiter, labelUse);
  }

  /**
   * Opens whatever the location names: a file, several files as one, or a query.
   *
   * @param labelDelimiter as for a file
   * @throws UsageException if a file is not there, is a folder, or has an unknown ending, or there
   *     is no driver for the database
   * @throws ClassifineException if it cannot be read
   */
  public static ExampleSource open(
      DataLocation location, Columns columns, String labelDelimiter, LabelUse labelUse) {
    return open(location, new Selection(columns, labelDelimiter, labelUse), false);
  }

  /**
   * As {@link #open(DataLocation, Columns, String, LabelUse)}, and takes the hash of what is read,
   * so that it need not be read twice.
   *
   * @see #sha256
   */
  public static ExampleSource openHashed(
      DataLocation location, Columns columns, String labelDelimiter, LabelUse labelUse) {
    return open(location, new Selection(columns, labelDelimiter, labelUse), true);
  }

  /**
   * Opens a file in a given format; it is unpacked where it is gzip or zstd data. Parameters and
   * errors otherwise as for {@link #open(Path, Columns, String, LabelUse)}.
   *
   * @throws UsageException if labels are required of plain lines
   */
  public static ExampleSource open(
      Path file, DataFormat format, Columns columns, String labelDelimiter, LabelUse labelUse) {
    return open(file, format, new Selection(columns, labelDelimiter, labelUse));
  }

  /**
   * Reads a stream, such as standard input, in a given format other than Parquet.
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
    return new ExampleSource(name, new StreamInput(in, name, format, selection));
  }

  private static ExampleSource open(Path file, DataFormat format, Selection selection) {
    checkLabels(format, file.toString(), selection);
    return new ExampleSource(file.toString(), StreamInput.open(file, format, selection, false));
  }

  private static ExampleSource open(DataLocation location, Selection selection, boolean hashed) {
    OpenInput input;
    if (location instanceof FileLocation file) {
      input = file.open(selection, hashed);
    } else if (location instanceof GlobLocation files) {
      input = files.open(selection, hashed);
    } else {
      input = ((QueryLocation) location).open(selection, hashed);
    }
    return new ExampleSource(location.source(), input);
  }

  private static void checkLabels(DataFormat format, String source, Selection selection) {
    if (format == DataFormat.LINES && selection.labelUse() == LabelUse.REQUIRED) {
      throw new UsageException(
          source
              + ": plain lines hold no labels, which are needed here. Give a file in CSV, TSV or"
              + " JSON Lines.");
    }
  }

  /** What errors call this input: the path, or the name that it was opened with. */
  public String source() {
    return source;
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

  /** Where the rows stand; of several files those that were read so far. */
  public RowPlaces places() {
    return input.places();
  }

  /**
   * After the last row, what {@link DataLocation#sha256} gives of what was read, where it was
   * opened by {@link #openHashed}: of a query another reading may give other rows. Empty before the
   * end and else; also of one Parquet file, whose bytes are not all read.
   */
  public Optional<String> sha256() {
    return input.sha256();
  }

  /** Closes the file, stream or connection. */
  @Override
  public void close() {
    input.close();
  }

  private void advance() {
    next = input.next();
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
