package dev.classifine.data;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import dev.classifine.error.ClassifineException;
import java.io.Reader;
import java.util.Iterator;
import java.util.List;

/** The rows of CSV or TSV: RFC 4180 with a header row, every row as long as the header. */
final class CsvRows implements Rows {

  private final String source;
  private final Selection selection;
  private final CsvWatch watch;
  private final Iterator<CsvRecords.Fields> records;
  private CsvRecords.Fields header;
  private int text;
  private int textPair;
  private int label;
  private int weight;

  CsvRows(Reader in, String source, char separator, Selection selection) {
    this.source = source;
    this.selection = selection;
    this.watch = new CsvWatch(in, source, separator);
    // The number of fields is checked here, where the message can say what was expected.
    this.records =
        CsvReader.builder()
            .fieldSeparator(separator)
            .allowExtraFields(true)
            .allowMissingFields(true)
            .maxBufferSize(DataFormat.MAX_ROW_CHARS)
            .build(new CsvRecords(watch), watch)
            .iterator();
  }

  @Override
  public Example next() {
    if (header == null && !readHeader()) {
      return null;
    }
    CsvRecords.Fields row = record();
    if (row == null) {
      return null;
    }
    String where = source + ":" + row.line();
    checkLength(row, where);
    return new Example(
        row.values().get(text),
        textPair < 0 ? null : row.values().get(textPair),
        label < 0
            ? null
            : LabelParser.ofCell(row.values().get(label), selection.labelDelimiter(), where),
        row.line(),
        weight < 0 ? 1 : RowWeight.ofCell(row.values().get(weight), where));
  }

  @Override
  public List<String> columns() {
    return header == null ? List.of() : header.values();
  }

  private boolean readHeader() {
    header = record();
    if (header == null) {
      return false;
    }
    String where = source + ":" + header.line();
    ColumnChoice choice =
        ColumnChoice.of(header.values(), selection.columns(), selection.labelUse(), where);
    text = index(choice.text(), where);
    textPair = index(choice.textPair(), where);
    label = index(choice.label(), where);
    weight = index(choice.weight(), where);
    return true;
  }

  private int index(String column, String where) {
    List<String> names = header.values();
    if (column != null && names.indexOf(column) != names.lastIndexOf(column)) {
      throw new ClassifineException(
          where
              + ": the column \""
              + column
              + "\" stands twice in the header, as column "
              + (names.indexOf(column) + 1)
              + " and "
              + (names.lastIndexOf(column) + 1)
              + ". Rename one.");
    }
    return names.indexOf(column);
  }

  /** The next record that is not a blank line, or null at the end. */
  private CsvRecords.Fields record() {
    CsvRecords.Fields record;
    do {
      record = parse();
    } while (record != null && record.blank());
    return record;
  }

  private CsvRecords.Fields parse() {
    try {
      CsvRecords.Fields record = records.hasNext() ? records.next() : null;
      watch.checkClosed();
      return record;
    } catch (CsvParseException e) {
      for (Throwable cause = e; cause != null; cause = cause.getCause()) {
        if (cause instanceof ClassifineException known) {
          throw known;
        }
      }
      watch.checkClosed();
      throw malformed(e);
    }
  }

  private ClassifineException malformed(CsvParseException e) {
    Throwable reason = e;
    while (reason.getCause() != null) {
      reason = reason.getCause();
    }
    return new ClassifineException(
        ("%s: %s. A field that starts with a quote must end with one; double the quotes inside"
                + " it: \"say \"\"yes\"\" now\".")
            .formatted(watch.where(), reason.getMessage()),
        e);
  }

  private void checkLength(CsvRecords.Fields row, String where) {
    int expected = header.values().size();
    int found = row.values().size();
    if (found != expected) {
      throw new ClassifineException(
          ("%s: %d %s, where the header (line %d) has %d. Every row must have as many; put a field"
                  + " that holds the separator or a line break in double quotes.")
              .formatted(where, found, found == 1 ? "field" : "fields", header.line(), expected));
    }
  }
}
