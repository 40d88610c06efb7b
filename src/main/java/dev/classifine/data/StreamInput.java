package dev.classifine.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The rows of one stream of bytes. */
final class StreamInput implements OpenInput {

  private final String source;
  private final Reader reader;
  private final Rows rows;
  private final HashedBytes bytes; // null where they are not hashed
  private String sha256;

  /**
   * @param source what errors call it
   */
  StreamInput(InputStream in, String source, DataFormat format, Selection selection) {
    this(in, source, format, selection, null);
  }

  private StreamInput(
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
          case PARQUET -> throw new IllegalArgumentException("Parquet cannot be read as a stream");
        };
  }

  /**
   * Opens one file.
   *
   * @param hashed whether to take the hash of its bytes as they are read; not of Parquet, of which
   *     some are skipped
   */
  static OpenInput open(Path file, DataFormat format, Selection selection, boolean hashed) {
    if (format == DataFormat.PARQUET) {
      InputFile.check(file);
      return TableInput.parquet(file, selection);
    }
    InputStream bytes = InputFile.open(file);
    HashedBytes hash = hashed ? new HashedBytes(bytes) : null;
    return new StreamInput(
        InputFile.unpacked(file, hashed ? hash : bytes), file.toString(), format, selection, hash);
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
      Example row = rows.next();
      if (row == null && bytes != null && sha256 == null) {
        sha256 = bytes.sha256();
      }
      return row;
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
  public Optional<String> sha256() {
    return Optional.ofNullable(sha256);
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
