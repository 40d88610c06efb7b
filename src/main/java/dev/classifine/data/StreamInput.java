package dev.classifine.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Path;
import java.util.List;

/** The rows of one stream of bytes. */
final class StreamInput implements OpenInput {

  private final String source;
  private final Reader reader;
  private final Rows rows;

  /**
   * @param source what errors call it
   */
  StreamInput(InputStream in, String source, DataFormat format, Selection selection) {
    this.source = source;
    this.reader = new Utf8Reader(in, source);
    this.rows =
        switch (format) {
          case CSV -> new CsvRows(reader, source, ',', selection);
          case TSV -> new CsvRows(reader, source, '\t', selection);
          case JSON_LINES -> JsonRows.lines(reader, source, selection);
          case JSON -> JsonRows.arrayOrLines(reader, source, selection);
          case LINES -> lines(reader, source);
          case PARQUET -> throw new IllegalArgumentException("Parquet cannot be read as a stream");
        };
  }

  /** Opens one file. */
  static OpenInput open(Path file, DataFormat format, Selection selection) {
    if (format == DataFormat.PARQUET) {
      InputFile.check(file);
      return TableInput.parquet(file, selection);
    }
    return new StreamInput(InputFile.openUnpacked(file), file.toString(), format, selection);
  }

  private static Rows lines(Reader in, String source) {
    LineReader lines = new LineReader(in, source, 0);
    return () -> {
      String line = lines.next();
      return line == null ? null : new Example(line, null, null, lines.line());
    };
  }

  @Override
  public Example next() {
    try {
      return rows.next();
    } catch (IOException e) {
      throw InputFile.unreadable(source, e);
    }
  }

  @Override
  public List<String> columns() {
    return rows.columns();
  }

  @Override
  public RowPlaces places() {
    return RowPlaces.lines(source);
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (IOException e) {
      throw InputFile.unreadable(source, e);
    }
  }
}
