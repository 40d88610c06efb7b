package dev.classifine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Random rows with everything that needs care, written by other code, read back equal. */
class RoundTripTest {

  private static final int FILES = 200;
  private static final String[] PIECES = {
    "a",
    " ",
    ",",
    "\"",
    "\"\"",
    "\n",
    "\r\n",
    "\r",
    "\t",
    "\\",
    "'",
    "[",
    "]",
    "{",
    "}",
    "|",
    "#",
    "\u00E4",
    "\u4E2D",
    "\uD83D\uDE00",
    "\uFEFF",
    "\u2028",
    "\u0085",
    "\u0000",
    "null",
    "\uFFFD"
  };

  private record Row(String text, String pair, String label) {}

  private static List<Row> randomRows(Random random) {
    List<Row> rows = new ArrayList<>();
    int count = 1 + random.nextInt(20);
    for (int i = 0; i < count; i++) {
      rows.add(new Row(text(random), text(random), "label " + text(random).strip()));
    }
    return rows;
  }

  private static String text(Random random) {
    StringBuilder text = new StringBuilder();
    int length = random.nextInt(12);
    for (int i = 0; i < length; i++) {
      text.append(PIECES[random.nextInt(PIECES.length)]);
    }
    return text.toString();
  }

  private static List<Row> rows(DataFormat format, String content) {
    return DataFiles.read(format, content).stream()
        .map(row -> new Row(row.text(), row.textPair(), ((RawLabel.One) row.label()).value()))
        .toList();
  }

  private static String separated(List<Row> rows, char separator) {
    StringWriter content = new StringWriter();
    try (CsvWriter writer = CsvWriter.builder().fieldSeparator(separator).build(content)) {
      writer.writeRecord("text", "text_pair", "label");
      rows.forEach(row -> writer.writeRecord(row.text(), row.pair(), row.label()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return content.toString();
  }

  private static List<String> json(List<Row> rows) {
    List<String> objects = new ArrayList<>();
    for (Row row : rows) {
      JsonObject object = new JsonObject();
      object.addProperty("text", row.text());
      object.addProperty("text_pair", row.pair());
      object.addProperty("label", row.label());
      objects.add(object.toString());
    }
    return objects;
  }

  @Test
  void randomRowsAreReadBackEqualFromEveryFormat() {
    Random random = new Random(7);
    for (int file = 0; file < FILES; file++) {
      List<Row> rows = randomRows(random);
      assertEquals(rows, rows(DataFormat.CSV, separated(rows, ',')), "file " + file);
      assertEquals(rows, rows(DataFormat.TSV, separated(rows, '\t')), "file " + file);
      String lines = String.join("\n", json(rows));
      assertEquals(rows, rows(DataFormat.JSON_LINES, lines), "file " + file);
      assertEquals(rows, rows(DataFormat.JSON, lines), "file " + file);
      String array = "[" + String.join(",\n", json(rows)) + "]";
      assertEquals(rows, rows(DataFormat.JSON, array), "file " + file);
    }
  }

  @Test
  void everyRowHasTheLineOnWhichItBegins() {
    Random random = new Random(8);
    for (int file = 0; file < FILES; file++) {
      List<Row> rows = randomRows(random);
      String csv = separated(rows, ',');
      for (Example row : DataFiles.read(DataFormat.CSV, csv)) {
        String[] physical = csv.split("\r\n|\r|\n", -1);
        String first = row.text().replace("\"", "\"\"").split("\r\n|\r|\n", -1)[0];
        String line = physical[(int) row.line() - 1];
        assertEquals(
            first, line.substring(line.startsWith("\"") ? 1 : 0).substring(0, first.length()));
      }
    }
  }
}
