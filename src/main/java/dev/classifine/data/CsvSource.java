package dev.classifine.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import dev.classifine.error.ClassifineException;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;

/**
 * Rows of separated fields under a header. A row with more or fewer fields, or an open quote, is an
 * error.
 */
final class CsvSource extends ExampleSource {

  /**
   * A line that is added behind the file: a record that swallows it has a quote that is never
   * closed.
   */
  private static final String END = "\uFFFF";

  private final Iterator<CsvRecord> records;
  private final LabelReader labelReader;
  private final List<String> header;
  private final int text;
  private final int pair;
  private final int label;
  private CsvRecord next;

  CsvSource(
      String where,
      Reader reader,
      char separator,
      Columns columns,
      LabelReader labelReader,
      Labels labels) {
    super(where, reader);
    this.labelReader = labelReader;
    this.records =
        CsvReader.builder()
            .fieldSeparator(separator)
            .skipEmptyLines(true)
            .allowExtraFields(true) // told below, with the numbers
            .allowMissingFields(true)
            .ofCsvRecord(new WithEndLine(reader))
            .iterator();
    advance();
    if (next == null) {
      throw new ClassifineException(
          where + ": empty. It must have a header that names its columns, and rows under it.");
    }
    header = next.getFields();
    if (new HashSet<>(header).size() < header.size()) {
      throw error(next.getStartingLineNumber(), "two columns have the same name: " + header + ".");
    }
    Columns found = columns.in(header, where + ":1", labels == Labels.REQUIRED);
    text = header.indexOf(found.text());
    pair = found.textPair() == null ? -1 : header.indexOf(found.textPair());
    label = found.label() == null ? -1 : header.indexOf(found.label());
    advance();
  }

  private void advance() {
    try {
      CsvRecord record = records.next();
      if (record.getFieldCount() == 1 && record.getField(0).equals(END)) {
        next = null;
        return;
      }
      if (record.getField(record.getFieldCount() - 1).contains(END)) {
        throw error(
            record.getStartingLineNumber(),
            "a quote opens in this row and is never closed. Write a quote inside a quoted field"
                + " twice, and quote a field that begins with one.");
      }
      next = record;
    } catch (CsvParseException e) {
      throw broken(e);
    } catch (UncheckedIOException e) {
      throw unreadable(e.getCause());
    }
  }

  private ClassifineException broken(CsvParseException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    String begun = e.getMessage().replaceAll("\\D+", "");
    return new ClassifineException(
        where()
            + (begun.isEmpty() ? "" : ":" + begun)
            + ": "
            + cause.getMessage()
            + ". Write a quote inside a quoted field twice, and quote a field that begins with"
            + " one.",
        e);
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
    long line = next.getStartingLineNumber();
    if (next.getFieldCount() != header.size()) {
      throw error(
          line,
          next.getFieldCount()
              + " fields where the header has "
              + header.size()
              + ". Every row must have as many; quote a field that holds a separator or a line"
              + " break.");
    }
    Example example =
        new Example(
            next.getField(text),
            pair < 0 ? null : next.getField(pair),
            label < 0 ? null : labelReader.cell(next.getField(label), where() + ":" + line),
            line);
    advance();
    return example;
  }

  /** A reader's characters, then the end line. */
  private static final class WithEndLine extends FilterReader {

    private final String end = "\n" + END + "\n";
    private int given;

    private WithEndLine(Reader in) {
      super(in);
    }

    @Override
    public int read(char[] target, int from, int length) throws IOException {
      int read = super.read(target, from, length);
      if (read >= 0 || given == end.length()) {
        return read;
      }
      int count = Math.min(length, end.length() - given);
      end.getChars(given, given + count, target, from);
      given += count;
      return count;
    }
  }
}
