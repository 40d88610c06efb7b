package dev.classifine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.github.luben.zstd.Zstd;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExampleSourceHashTest {

  @TempDir private Path folder;

  @Test
  void theHashOfWhatWasReadIsThatOfTheFileInEveryForm() throws IOException {
    String lines = "{\"text\": \"a\", \"label\": \"x\"}\n".repeat(20_000);
    String list = "[" + lines.strip().replace("\n", ",\n") + "]\n \n";
    String cells = "text,label\n" + "\"a, b\",x\n".repeat(20_000) + "\n\n";
    assertSame(Files.writeString(folder.resolve("a.jsonl"), lines));
    assertSame(Files.writeString(folder.resolve("a.json"), list));
    assertSame(Files.writeString(folder.resolve("a.csv"), "\uFEFF" + cells));
    assertSame(packed("a.csv.gz", cells));
    assertSame(packed("b.json.gz", list));
    assertSame(
        Files.write(
            folder.resolve("a.csv.zst"), Zstd.compress(cells.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void theHashOfSeveralFilesIsTakenAsTheyAreRead() throws IOException {
    String row = "\"a, b\",x\n";
    Files.writeString(folder.resolve("1.csv"), "text,label\n" + row.repeat(5_000) + "\n\n");
    Files.writeString(folder.resolve("2.csv"), "text,label\n"); // no row, but a file of them
    packed("3.csv.gz", "text,label\n" + row.repeat(15_000));
    assertSame(DataLocation.of(folder + "/*.csv*"));
  }

  @Test
  void withoutBeingAskedForNoHashIsTaken() throws IOException {
    Path file = Files.writeString(folder.resolve("a.csv"), "text,label\na,x\n");
    try (ExampleSource source =
        ExampleSource.open(file, Columns.AUTOMATIC, null, LabelUse.REQUIRED)) {
      source.forEachRemaining(row -> {});
      assertEquals(Optional.empty(), source.sha256());
    }
  }

  private Path packed(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return file;
  }

  private static void assertSame(Path file) {
    assertSame(DataLocation.of(file));
  }

  private static void assertSame(DataLocation location) {
    try (ExampleSource source =
        ExampleSource.openHashed(location, Columns.AUTOMATIC, null, LabelUse.REQUIRED)) {
      source.next();
      assertEquals(Optional.empty(), source.sha256());
      int rows = 1;
      for (; source.hasNext(); source.next()) {
        rows++;
      }
      assertEquals(20_000, rows);
      assertEquals(
          Optional.of(location.sha256(Columns.AUTOMATIC)), source.sha256(), location.source());
    }
  }
}
