package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static dev.classifine.data.DataFiles.gzip;
import static dev.classifine.data.DataFiles.write;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {

  private static final byte[] CSV = "text,text_pair,label\na,b,x\n".getBytes(UTF_8);
  private static final byte[] JSON =
      "{\"text\":\"a\",\"text_pair\":\"b\",\"label\":\"x\"}\n".getBytes(UTF_8);

  @TempDir Path folder;

  private static Examples read(Path file) {
    return Examples.read(file, Columns.AUTOMATIC, null, LabelUse.REQUIRED);
  }

  @Test
  void theNameTellsTheFormatAndTheCompression() throws IOException {
    byte[] tsv = new String(CSV, UTF_8).replace(',', '\t').getBytes(UTF_8);
    byte[] array = ("[" + new String(JSON, UTF_8) + "]").getBytes(UTF_8);
    check(write(folder, "a.csv", CSV), false, 2);
    check(write(folder, "a.CSV.GZ", gzip(CSV)), false, 2);
    check(write(folder, "a.tsv", tsv), false, 2);
    check(write(folder, "a.tsv.gz", gzip(tsv)), false, 2);
    check(write(folder, "a.jsonl", JSON), true, 1);
    check(write(folder, "a.ndjson.gz", gzip(JSON)), true, 1);
    check(write(folder, "a.json", JSON), true, 1);
    check(write(folder, "a.json.gz", gzip(array)), true, 1);
  }

  private static void check(Path file, boolean quoted, long line) {
    Example expected = new Example("a", "b", new RawLabel.One("x", quoted), line);
    assertEquals(new Examples(file.toString(), List.of(expected)), read(file));
  }

  @Test
  void anotherEndingListsTheSupportedOnes() {
    for (String name : List.of("a.txt", "a", "a.gz", "csv", "a.csv.zip")) {
      assertFails(
          UsageException.class,
          () -> DataFormat.of(Path.of(name)),
          name,
          ".csv, .tsv, .jsonl, .ndjson or .json",
          ".gz");
    }
  }

  @Test
  void aMissingFileAndAFolderAreUsageErrors() throws IOException {
    Path missing = folder.resolve("none.csv");
    assertFails(UsageException.class, () -> read(missing), "none.csv: there is no such file");
    Path directory = Files.createDirectory(folder.resolve("d.csv"));
    assertFails(UsageException.class, () -> read(directory), "d.csv: a folder");
  }

  @Test
  void anEmptyFileHasNoRows() throws IOException {
    for (String name : List.of("e.csv", "e.tsv", "e.jsonl", "e.json")) {
      Path file = write(folder, name, new byte[0]);
      assertFails(ClassifineException.class, () -> read(file), name + ": no rows");
    }
    Path file = write(folder, "e.csv.gz", gzip(new byte[0]));
    assertFails(ClassifineException.class, () -> read(file), "e.csv.gz: no rows");
  }

  @Test
  void dataThatIsNotGzipIsAnError() throws IOException {
    Path plain = write(folder, "p.csv.gz", CSV);
    assertFails(ClassifineException.class, () -> read(plain), "p.csv.gz: not gzip data");
    Path empty = write(folder, "q.csv.gz", new byte[0]);
    assertFails(ClassifineException.class, () -> read(empty), "q.csv.gz: not gzip data");
  }

  @Test
  void packedDataUnderAnotherNameIsUnpacked() throws IOException {
    check(write(folder, "g.csv", gzip(CSV)), false, 2);
    check(write(folder, "g.jsonl", gzip(JSON)), true, 1);
  }

  @Test
  void truncatedOrDamagedGzipDataIsAnError() throws IOException {
    byte[] whole = gzip(CSV);
    for (int length = 11; length < whole.length; length++) {
      Path file = write(folder, "t.csv.gz", Arrays.copyOf(whole, length));
      assertFails(ClassifineException.class, () -> read(file), "t.csv.gz: ends in the middle");
    }
    whole[whole.length - 8] ^= 1; // in the checksum
    Path file = write(folder, "d.csv.gz", whole);
    assertFails(ClassifineException.class, () -> read(file), "d.csv.gz: its gzip data is damaged");
  }

  @Test
  void ignoredLabelsMayBeMalformed() {
    assertEquals(
        List.of(new Example("a", null, null, 2)),
        DataFiles.read(
            DataFormat.CSV, "text,label\na,\n", Columns.AUTOMATIC, null, LabelUse.IGNORED));
    assertEquals(
        List.of(new Example("a", null, null, 1)),
        DataFiles.read(
            DataFormat.JSON_LINES,
            "{\"text\": \"a\", \"label\": {}}",
            Columns.AUTOMATIC,
            null,
            LabelUse.IGNORED));
  }

  @Test
  void plainLinesAreTextsAlsoEmptyOnes() {
    assertEquals(
        List.of(
            new Example("a \"b\", c", null, null, 1),
            new Example("", null, null, 2),
            new Example("d\re", null, null, 3)),
        DataFiles.read(
            DataFormat.LINES,
            "\uFEFFa \"b\", c\r\n\nd\re",
            Columns.AUTOMATIC,
            null,
            LabelUse.IGNORED));
  }

  @Test
  void plainLinesHaveNoLabelsToRequire() {
    assertFails(
        UsageException.class, () -> DataFiles.read(DataFormat.LINES, "a\n"), "hold no labels");
  }

  @Test
  void aFileOfPlainLinesIsReadWhereTheFormatIsGiven() throws IOException {
    Path file = write(folder, "a.txt.gz", gzip("a\nb\n".getBytes(UTF_8)));
    try (ExampleSource source =
        ExampleSource.open(file, DataFormat.LINES, Columns.AUTOMATIC, null, LabelUse.IGNORED)) {
      assertEquals("a", source.next().text());
      assertEquals("b", source.next().text());
      assertFalse(source.hasNext());
      assertThrows(NoSuchElementException.class, source::next);
    }
  }

  @Test
  void rowsBeforeABrokenOneAreReadFirst() throws IOException {
    Path file = write(folder, "a.jsonl", "{\"text\": \"a\"}\noops\n".getBytes(UTF_8));
    try (ExampleSource source =
        ExampleSource.open(file, Columns.AUTOMATIC, null, LabelUse.IGNORED)) {
      assertEquals("a", source.next().text());
      assertFails(ClassifineException.class, source::next, "a.jsonl:2: not valid JSON");
    }
  }

  @Test
  void rowsAreSelectedInTheOrderGiven() {
    Examples rows = DataFiles.labelled("x", "y", "z");
    assertEquals(
        List.of(rows.rows().get(2), rows.rows().get(0)), rows.select(new int[] {2, 0}).rows());
  }
}
