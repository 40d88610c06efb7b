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
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.zip.CRC32;
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
    assertFails(
        UsageException.class,
        () -> read(folder),
        folder + ": a folder, where a file must stand",
        "pattern such as " + folder.resolve("*.jsonl"));
    assertFails(UsageException.class, () -> DataLocation.of(folder).check(), "a folder");
    assertFails(UsageException.class, () -> read(folder.resolve("none")), "there is no such file");
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

  /** Two members, as {@code cat a.gz b.gz} makes them. */
  private static byte[] members(byte[] first, byte[] second) {
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    return both;
  }

  private static List<String> texts(byte[] gzip) throws IOException {
    try (ExampleSource source =
        ExampleSource.open(
            new GzipInput(new ByteArrayInputStream(gzip)),
            "data",
            DataFormat.LINES,
            Columns.AUTOMATIC,
            null,
            LabelUse.IGNORED)) {
      List<String> texts = new ArrayList<>();
      source.forEachRemaining(row -> texts.add(row.text()));
      return texts;
    }
  }

  @Test
  void severalMembersOfGzipDataAreOneFileAlsoWithPaddingAndOptionalHeaders() throws IOException {
    byte[] first = gzip("a\nb\n".getBytes(UTF_8));
    byte[] second = gzip("c\n".getBytes(UTF_8));
    assertEquals(List.of("a", "b", "c"), texts(members(first, second)));
    assertEquals(List.of("a", "b", "c"), texts(members(members(first, new byte[600]), second)));
    assertEquals(List.of("a", "b"), texts(members(first, new byte[600])));
    assertEquals(List.of("c"), texts(members(gzip(new byte[0]), second)));
    byte[] options = {2, 0, 'x', 'y', 'n', 0, 'c', 0}; // an extra field, a name and a comment
    byte[] header = members(Arrays.copyOf(second, 10), options);
    header[3] = 2 | 4 | 8 | 16;
    CRC32 sum = new CRC32();
    sum.update(header);
    byte[] checked =
        members(header, new byte[] {(byte) sum.getValue(), (byte) (sum.getValue() >> 8)});
    byte[] data = Arrays.copyOfRange(second, 10, second.length);
    assertEquals(List.of("a", "b", "c"), texts(members(first, members(checked, data))));
    checked[12] = 'z';
    byte[] damaged = members(first, members(checked, data));
    assertThrows(ClassifineException.class, () -> texts(damaged));
  }

  @Test
  void aLaterMemberThatIsCutOrDamagedIsAnErrorToo() throws IOException {
    byte[] first = gzip(CSV);
    byte[] whole = members(first, gzip("c,d,y\n".getBytes(UTF_8)));
    Path file = folder.resolve("m.csv.gz");
    for (int length = first.length + 1; length < whole.length; length++) {
      Files.write(file, Arrays.copyOf(whole, length));
      assertFails(ClassifineException.class, () -> read(file), "m.csv.gz: ends in the middle");
    }
    for (int at : new int[] {0, 1, 2, 3}) { // of the second header
      byte[] damaged = whole.clone();
      damaged[first.length + at] ^= (byte) 0xE0;
      Files.write(file, damaged);
      assertFails(
          ClassifineException.class, () -> read(file), "m.csv.gz: its gzip data is damaged");
    }
    Files.write(file, members(first, "more".getBytes(UTF_8)));
    assertFails(ClassifineException.class, () -> read(file), "bytes that are not in gzip's format");
  }

  /** As a pipe whose writer pauses after every byte. */
  @Test
  void aMemberThatHasNotComeYetIsWaitedFor() throws IOException {
    byte[] both = members(gzip("a\n".getBytes(UTF_8)), gzip("b\n".getBytes(UTF_8)));
    InputStream slow =
        new FilterInputStream(new ByteArrayInputStream(both)) {
          @Override
          public int read(byte[] into, int from, int count) throws IOException {
            return super.read(into, from, Math.min(count, 1));
          }

          @Override
          public int available() {
            return 0;
          }
        };
    InputStream unpacked = Compression.GZIP.unpacked(new BufferedInputStream(slow));
    assertEquals("a\nb\n", new String(unpacked.readAllBytes(), UTF_8));
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
