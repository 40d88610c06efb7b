package dev.classifine.data;

import de.siegmar.fastcsv.reader.AbstractBaseCsvCallbackHandler;
import de.siegmar.fastcsv.reader.RecordType;
import dev.classifine.error.ClassifineException;
import java.util.ArrayList;
import java.util.List;

/** Collects the fields of a record, and only as many as a row may have. */
final class CsvRecords extends AbstractBaseCsvCallbackHandler<CsvRecords.Fields> {

  private static final int MAX_FIELDS = 1 << 14;

  private final CsvWatch watch;
  private long chars;
  private boolean blank;
  private List<String> values = List.of();

  /**
   * One record.
   *
   * @param line the 1-based line on which it begins
   * @param blank whether it is a line of white space
   */
  record Fields(long line, List<String> values, boolean blank) {}

  /**
   * @param watch tells the record's line
   */
  CsvRecords(CsvWatch watch) {
    this.watch = watch;
  }

  @Override
  protected void handleBegin(long parserLine) {
    chars = 0;
    blank = true;
    values = new ArrayList<>();
  }

  @Override
  protected void handleField(int index, char[] buffer, int offset, int length, boolean quoted) {
    chars += length;
    if (values.size() == MAX_FIELDS || chars > DataFormat.MAX_ROW_CHARS) {
      throw new ClassifineException(
          ("%s: the row has more than %,d fields or %,d characters, which is the most that one may"
                  + " hold. Is a line break or a closing quote missing?")
              .formatted(watch.where(), MAX_FIELDS, DataFormat.MAX_ROW_CHARS));
    }
    String value = new String(buffer, offset, length);
    blank &= values.isEmpty() && !quoted && value.isBlank();
    values.add(value);
  }

  @Override
  protected Fields buildRecord() {
    // The parser also builds an empty line, and throws it away.
    long line = getRecordType() == RecordType.EMPTY ? 0 : watch.takeRecordLine();
    return new Fields(line, values, blank);
  }
}
