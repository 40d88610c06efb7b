package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Reason;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;

/** Examples one by one, as they are read. */
public abstract class ExampleSource implements Iterator<Example>, AutoCloseable {

  /** Whether labels are read. */
  public enum Labels {
    /** Every row must have one. */
    REQUIRED,
    /** They may be missing or anything; they are not looked at. */
    IGNORED
  }

  private final String where;
  private final Reader reader;

  ExampleSource(String where, Reader reader) {
    this.where = where;
    this.reader = reader;
  }

  /**
   * Opens a file, whose format its name tells.
   *
   * @param labelDelimiter what stands between the labels of a cell; null where cells hold one label
   *     or a JSON list
   * @throws UsageException if there is no such file, or its name tells no format
   * @throws ClassifineException if a column is missing, or a row is not as the format wants it
   */
  public static ExampleSource open(
      Path file, Columns columns, String labelDelimiter, Labels labels) {
    return open(
        file, DataFormat.of(file.getFileName().toString()), columns, labelDelimiter, labels);
  }

  /** Opens a file of a known format. */
  public static ExampleSource open(
      Path file, DataFormat format, Columns columns, String labelDelimiter, Labels labels) {
    if (Files.isDirectory(file)) {
      throw new UsageException(file + ": a folder, where a data file must be named.");
    }
    if (!Files.exists(file)) {
      throw new UsageException(file + ": no such file.");
    }
    String where = file.toString();
    boolean zipped = file.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".gz");
    try {
      InputStream in = Files.newInputStream(file);
      try {
        return open(zipped ? unzip(in, where) : in, where, format, columns, labelDelimiter, labels);
      } catch (ClassifineException e) {
        in.close();
        throw e;
      }
    } catch (IOException e) {
      throw new ClassifineException(where + ": cannot be read: " + Reason.of(e) + ".", e);
    }
  }

  /**
   * Reads a stream, which is closed with the source.
   *
   * @param where what to call it in errors
   */
  public static ExampleSource open(
      InputStream in,
      String where,
      DataFormat format,
      Columns columns,
      String labelDelimiter,
      Labels labels) {
    Reader reader = new Utf8Reader(in, where);
    LabelReader labelReader = new LabelReader(labelDelimiter);
    return switch (format) {
      case CSV -> new CsvSource(where, reader, ',', columns, labelReader, labels);
      case TSV -> new CsvSource(where, reader, '\t', columns, labelReader, labels);
      case JSON_LINES ->
          new JsonLinesSource(where, new BufferedReader(reader), columns, labelReader, labels);
      case LINES -> new LineSource(where, new BufferedReader(reader));
    };
  }

  private static InputStream unzip(InputStream in, String where) throws IOException {
    try {
      return new GZIPInputStream(in, 1 << 16);
    } catch (ZipException | java.io.EOFException e) {
      throw new ClassifineException(
          where + ": its name ends in .gz, but it is not a gzip file: " + Reason.of(e) + ".", e);
    }
  }

  /** What the source is called in errors. */
  public String where() {
    return where;
  }

  /** An error at a line. */
  ClassifineException error(long line, String message) {
    return new ClassifineException(where + ":" + line + ": " + message);
  }

  /** An error of reading. */
  ClassifineException unreadable(IOException e) {
    return new ClassifineException(
        where
            + ": cannot be read to its end: "
            + Reason.of(e)
            + ". If it was downloaded or copied, do that again.",
        e);
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
