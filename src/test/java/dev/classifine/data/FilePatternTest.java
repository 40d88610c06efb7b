package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static dev.classifine.data.DataFiles.gzip;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.github.luben.zstd.Zstd;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several files as one, and files that zstd packed. */
class FilePatternTest {

  @TempDir Path folder;

  private Path write(String name, byte[] content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  private static byte[] csv(String... rows) {
    return ("text,label\n" + String.join("\n", rows) + "\n").getBytes(UTF_8);
  }

  private static Examples read(DataLocation location) {
    return Examples.read(location, Columns.AUTOMATIC, null, LabelUse.REQUIRED);
  }

  private DataLocation pattern(String name) {
    return DataLocation.of(folder + "/" + name);
  }

  private static List<String> texts(DataLocation location) {
    return read(location).texts();
  }

  @Test
  void filesThatFitAreReadInTheOrderOfTheirNames() throws IOException {
    write("b.csv", csv("b1,x"));
    write("a.csv.gz", gzip(csv("a1,x", "a2,y")));
    write("c.csv.zst", Zstd.compress(csv("c1,x")));
    write("deep/d.csv", csv("d1,x"));
    write(".hidden.csv", csv("h1,x"));
    assertEquals(List.of("a1", "a2", "b1", "c1"), texts(pattern("*.csv*")));
    assertEquals(List.of("b1"), texts(pattern("?.csv")));
    assertEquals(List.of("a1", "a2", "c1"), texts(pattern("{a,c}.csv.*")));
    assertEquals(List.of("d1"), texts(pattern("*/d.csv")));
    assertEquals(List.of("b1", "d1"), texts(pattern("{**/,}*.csv")));
  }

  @Test
  void linksLeadToWhatTheyNameAndLoopsAreLeftOut() throws IOException {
    write("there/a.csv", csv("a1,x"));
    write("there/deep/b.csv", csv("b1,x"));
    Files.createSymbolicLink(folder.resolve("linked"), folder.resolve("there"));
    assertEquals(List.of("a1"), texts(pattern("linked/*.csv")));
    assertEquals(List.of("a1", "b1"), texts(pattern("linked/**.csv")));
    assertEquals(List.of("a1", "a1"), texts(pattern("*/a.csv"))); // by both names
    Files.createSymbolicLink(folder.resolve("there/deep/back"), folder.resolve("there"));
    Files.createSymbolicLink(folder.resolve("there/dead"), folder.resolve("nowhere"));
    assertEquals(List.of("a1", "b1"), texts(pattern("there/**.csv")));
    assertEquals(List.of("a1", "b1"), texts(pattern("linked/**.csv")));
  }

  @Test
  void aLinkThatFitsAndLeadsNowhereIsAnError() throws IOException {
    write("a.csv", csv("a1,x"));
    Files.createSymbolicLink(folder.resolve("b.csv"), folder.resolve("nowhere.csv"));
    assertFails(
        ClassifineException.class,
        () -> texts(pattern("*.csv")),
        "b.csv cannot be read: a link that leads to no file");
    Files.createSymbolicLink(folder.resolve(".#a.csv"), Path.of("ada@host.1:2")); // an editor's
    assertEquals(List.of("a1"), texts(pattern("[ac].csv")));
  }

  @Test
  void foldersThatBeginWithADotAreLeftOutUnlessTheyAreNamed() throws IOException {
    write("a.csv", csv("a1,x"));
    write(".ipynb_checkpoints/a-checkpoint.csv", csv("b1,x"));
    write("deep/.git/c.csv", csv("c1,x"));
    write("deep/.git/._c.csv", csv("d1,x")); // beside a file, where its system has more of it
    assertEquals(List.of("a1"), texts(pattern("**.csv")));
    assertEquals(List.of("b1"), texts(pattern(".ipynb*/*.csv")));
    assertEquals(List.of("c1"), texts(pattern("*/.git/*.csv")));
    assertEquals(List.of("c1"), texts(pattern("deep/.git/*.csv")));
    assertEquals(List.of("d1"), texts(pattern("deep/*/.*.csv")));
    assertFails(UsageException.class, () -> texts(pattern("*/*{-checkpoint.csv,}")), "no file");
  }

  @Test
  void twoStarsAsAFolderAreAnyNumberOfFoldersAlsoNone() throws IOException {
    write("a.csv", csv("a1,x"));
    write("deep/a.csv", csv("b1,x"));
    write("deep/er/a.csv", csv("c1,x"));
    write("deep/er/b.tsv", "text\tlabel\nd1\tx\n".getBytes(UTF_8));
    assertEquals(List.of("a1", "b1", "c1"), texts(pattern("**/*.csv")));
    assertEquals(List.of("a1", "b1", "c1"), texts(pattern("**/**/a.csv")));
    assertEquals(List.of("b1", "c1"), texts(pattern("d*/**/a.csv")));
    assertEquals(List.of("a1", "b1", "c1"), texts(pattern("{**/a,**/c}.csv")));
    assertEquals(List.of("b1", "c1"), texts(pattern("{deep/**/a,b}.csv")));
    assertEquals(List.of("d1"), texts(pattern("**/[!a].{csv,tsv}")));
    assertFails(UsageException.class, () -> texts(pattern("**/x\\*\\*/a.csv")), "no file fits");
  }

  @Test
  void aRowIsNamedByItsFileAndLine() throws IOException {
    write("a.csv", csv("a1,x", "a2,y"));
    write("b.csv", csv());
    write("c.csv", csv("c1,x", "c2,y"));
    Examples rows = read(pattern("*.csv"));
    assertEquals(
        List.of("a.csv:2", "a.csv:3", "c.csv:2", "c.csv:3"),
        List.of(0, 1, 2, 3).stream()
            .map(row -> Path.of(rows.place(row)).getFileName().toString())
            .toList());
    write("d.csv", csv("d1,x,y"));
    assertFails(ClassifineException.class, () -> read(pattern("*.csv")), "d.csv:2", "3 fields");
  }

  @Test
  void placesAreToldWhileAnotherThreadReads() throws Exception {
    int files = 1000;
    for (int file = 0; file < files; file++) {
      write("%04d.csv".formatted(file), csv("a,x"));
    }
    try (ExampleSource source =
        ExampleSource.open(pattern("*.csv"), Columns.AUTOMATIC, null, LabelUse.REQUIRED)) {
      RowPlaces places = source.places();
      long first = source.next().line();
      FutureTask<Long> reading =
          new FutureTask<>(
              () -> {
                long last = first;
                while (source.hasNext()) {
                  last = source.next().line();
                }
                return last;
              });
      new Thread(reading).start();
      while (!reading.isDone()) {
        assertTrue(places.of(first).endsWith("0000.csv:2"), places.of(first));
      }
      assertTrue(places.of(reading.get()).endsWith("0999.csv:2"));
    }
  }

  @Test
  void aFileWithOtherColumnsOrOfAnotherFormatIsNamed() throws IOException {
    write("a.csv", csv("a1,x"));
    write("b.csv", "label,text\nx,b1\n".getBytes(UTF_8)); // the order does not matter
    assertEquals(List.of("a1", "b1"), texts(pattern("*.csv")));
    write("c.csv", "id,text,label\n1,c1,x\n".getBytes(UTF_8));
    assertFails(
        ClassifineException.class,
        () -> read(pattern("*.csv")),
        "c.csv: its columns are \"id\", \"text\", \"label\"",
        "a.csv are \"text\", \"label\"");
    write("d.jsonl", "{\"text\": \"d\", \"label\": \"x\"}".getBytes(UTF_8));
    assertFails(UsageException.class, () -> read(pattern("*")), "d.jsonl: another format");
  }

  @Test
  void whatFitsNothingIsAnErrorAndAFileThatExistsIsNoPattern() throws IOException {
    assertFails(UsageException.class, () -> read(pattern("*.csv")), "no file fits");
    assertFails(UsageException.class, () -> read(pattern("no/*.csv")), "there is no folder");
    assertFails(UsageException.class, () -> read(pattern("{a.csv")), "not a pattern");
    write("a[1].csv", csv("one,x"));
    write("a1.csv", csv("other,x"));
    assertEquals(List.of("one"), texts(pattern("a[1].csv")));
  }

  @Test
  void theHashOfSeveralFilesChangesWithAnyOfThem() throws IOException {
    Path a = write("a.csv", csv("a1,x"));
    assertEquals(DataHash.sha256(a), pattern("*.csv").sha256(Columns.AUTOMATIC));
    write("b.csv", csv("b1,x"));
    String two = pattern("*.csv").sha256(Columns.AUTOMATIC);
    assertNotEquals(DataHash.sha256(a), two);
    write("b.csv", csv("b2,x"));
    assertNotEquals(two, pattern("*.csv").sha256(Columns.AUTOMATIC));
  }

  @Test
  void zstdIsToldByItsFirstBytesWhateverTheName() throws IOException {
    byte[] packed = Zstd.compress(csv("a1,x"));
    assertEquals(List.of("a1"), texts(DataLocation.of(write("a.csv.zst", packed))));
    assertEquals(List.of("a1"), texts(DataLocation.of(write("b.csv", packed))));
    assertEquals(List.of("a1"), texts(DataLocation.of(write("c.csv.gz", packed))));
    Path plain = write("d.csv.zst", csv("a1,x"));
    assertFails(ClassifineException.class, () -> read(DataLocation.of(plain)), "not zstd data");
  }

  /** A frame with one block, which holds the content as it is. */
  private static byte[] frame(int windowLog, byte[] content) {
    int block = content.length << 3 | 1; // the last one
    ByteBuffer frame = ByteBuffer.allocate(9 + content.length);
    frame.put(new byte[] {0x28, (byte) 0xB5, 0x2F, (byte) 0xFD, 0, (byte) (windowLog - 10 << 3)});
    frame.put((byte) block).put((byte) (block >> 8)).put((byte) (block >> 16));
    return frame.put(content).array();
  }

  @Test
  void aWindowLargerThanMemoryShouldBeIsNoDamage() throws IOException {
    Path usual = write("a.csv.zst", frame(20, csv("a1,x")));
    assertEquals(List.of("a1"), texts(DataLocation.of(usual)));
    Path large = write("b.csv.zst", frame(31, csv("a1,x")));
    assertFails(
        ClassifineException.class,
        () -> read(DataLocation.of(large)),
        "b.csv.zst: its zstd data has a window of more than 128 MB",
        "--long");
  }

  @Test
  void severalFramesAreOneFile() throws IOException {
    byte[] first = Zstd.compress(csv("a1,x"));
    byte[] second = Zstd.compress("a2,y\n".getBytes(UTF_8));
    byte[] both = Arrays.copyOf(first, first.length + second.length);
    System.arraycopy(second, 0, both, first.length, second.length);
    assertEquals(List.of("a1", "a2"), texts(DataLocation.of(write("a.csv.zst", both))));
    byte[] skipped = new byte[12 + first.length]; // a frame of 4 bytes that are no data
    System.arraycopy(new byte[] {0x51, 0x2A, 0x4D, 0x18, 4}, 0, skipped, 0, 5);
    System.arraycopy(first, 0, skipped, 12, first.length);
    assertEquals(List.of("a1"), texts(DataLocation.of(write("b.csv.zst", skipped))));
  }

  @Test
  void zstdDataThatIsCutOrDamagedIsOneErrorWithTheFile() throws IOException {
    byte[] whole = Zstd.compress(csv("a1,x", "a2,y", "a3,x", "a4,y"));
    for (int length = 4; length < whole.length; length++) {
      Path file = write("t.csv.zst", Arrays.copyOf(whole, length));
      assertFails(
          ClassifineException.class,
          () -> read(DataLocation.of(file)),
          "t.csv.zst: ends in the middle of its zstd data");
    }
    whole[4] ^= 0x08; // a bit of the header that must be 0
    Path file = write("d.csv.zst", whole);
    assertFails(
        ClassifineException.class,
        () -> read(DataLocation.of(file)),
        "d.csv.zst: its zstd data is damaged");
  }
}
