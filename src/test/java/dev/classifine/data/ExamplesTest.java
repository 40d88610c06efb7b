package dev.classifine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import dev.classifine.data.RawLabel.Many;
import dev.classifine.data.RawLabel.One;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {

  @TempDir Path folder;

  @Test
  void csvHasQuotedFieldsWithSeparatorsQuotesAndLineBreaks() throws IOException {
    Examples examples =
        read(
            "a.csv",
            "\uFEFFid,text,label\r\n"
                + "1,\"a, b\",x\r\n\r\n"
                + "2,\"say \"\"hi\"\"\n"
                + "and go\",y\r\n"
                + "3,5\" screen,x");
    assertEquals(List.of("a, b", "say \"hi\"\nand go", "5\" screen"), examples.texts());
    assertEquals(List.of(2L, 4L, 6L), examples.rows().stream().map(Example::line).toList());
    assertEquals(new One("x"), examples.rows().get(0).label());
    assertNull(examples.pairs());
    assertTrue(examples.place(1).endsWith("a.csv:4"));
  }

  @Test
  void tsvAndPairsAndOwnColumnNames() throws IOException {
    Path file = write("a.tsv", "premise\thypothesis\tgold\na b\tc \"d\"\tyes\n");
    Examples examples = Examples.read(file, new Columns("premise", "hypothesis", "gold"), null);
    assertEquals(List.of("a b"), examples.texts());
    assertEquals(List.of("c \"d\""), examples.pairs());
    assertEquals(new One("yes"), examples.rows().get(0).label());
  }

  @Test
  void usualColumnsAreFound() throws IOException {
    assertEquals(List.of("b"), read("a.csv", "sentence1,sentence2,label\na,b,x\n").pairs());
    ClassifineException both =
        assertThrows(ClassifineException.class, () -> read("b.csv", "text,label,labels\na,x,y\n"));
    assertTrue(both.getMessage().contains("both a label and a labels column"), both.getMessage());
    ClassifineException twice =
        assertThrows(ClassifineException.class, () -> read("c.csv", "text,text,label\na,b,x\n"));
    assertTrue(twice.getMessage().contains("two columns have the same name"), twice.getMessage());
  }

  @Test
  void jsonLinesHoldStringsNumbersAndLists() throws IOException {
    Examples examples =
        read(
            "a.jsonl",
            """
            {"text": "a", "label": "x", "other": [1, {"b": 2}]}
            {"text": "b", "label": 3}

            {"text": "c", "label": 3.50}
            {"text": "d", "label": ["x", "y"]}
            {"text": "e", "label": []}
            {"text": "f", "label": true}
            """);
    assertEquals(
        List.of(
            new One("x"),
            new One("3"),
            new One("3.50"),
            new Many(List.of("x", "y")),
            new Many(List.of()),
            new One("true")),
        examples.rows().stream().map(Example::label).toList());
    assertEquals(4, examples.rows().get(2).line());
  }

  @Test
  void cellsHoldDelimitedOrJsonLists() throws IOException {
    Path file = write("a.csv", "text,label\na,x; y\nb,\nc,\"[\"\"p;q\"\", \"\"r\"\"]\"\n");
    Examples examples = Examples.read(file, Columns.USUAL, ";");
    assertEquals(
        List.of(new Many(List.of("x", "y")), new Many(List.of()), new Many(List.of("p;q", "r"))),
        examples.rows().stream().map(Example::label).toList());
    Path dot = write("b.csv", "text,label\na,x.y\n");
    assertEquals(
        List.of("x", "y"),
        Examples.read(dot, Columns.USUAL, ".").rows().get(0).label().values(),
        "a delimiter is no pattern");
  }

  @Test
  void badLabelsAndTextsNameTheirLine() {
    assertError("text,label\na,x\nb,\n", "a.csv", ":3: the label is empty");
    assertError("text,label\na,\"[1\"\nb,\"[1}]\"\n", "a.csv", ":3: label: not valid JSON");
    assertError("{\"text\":\"a\",\"label\":null}\n", "a.jsonl", ":1: the label is missing");
    assertError("{\"text\":\"a\",\"label\":{}}\n", "a.jsonl", "is an object");
    assertError("{\"text\":\"a\",\"label\":[[1]]}\n", "a.jsonl", "is a list");
    assertError("{\"text\":\"a\",\"label\":\"\"}\n", "a.jsonl", "is empty");
    assertError("{\"text\":7,\"label\":\"x\"}\n", "a.jsonl", ":1: text is a number");
    assertError(
        "{\"text\":\"a\",\"label\":\"x\"}\n{\"label\":\"x\"}\n", "a.jsonl", ":2: no key text");
    assertError("{\"text\":\"a\",\"label\":\"x\"\n", "a.jsonl", ":1: not valid JSON");
    assertError("[1]\n", "a.jsonl", ":1: a list where a JSON object");
    assertError("text,label\n\"a\"b,x\n", "a.csv", ":2: Unexpected character after closing quote");
  }

  @Test
  void labelsAreNotLookedAtWhereTheyAreIgnored() throws IOException {
    Path file = write("a.csv", "text,label\na,[broken\nb,\n");
    try (ExampleSource source =
        ExampleSource.open(file, Columns.USUAL, null, ExampleSource.Labels.IGNORED)) {
      assertEquals(new Example("a", null, null, 2), source.next());
      assertEquals(new Example("b", null, null, 3), source.next());
      assertTrue(!source.hasNext());
    }
  }

  @Test
  void gzipIsReadAndACutOneIsAnError() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
      gzip.write("text,label\n".getBytes(StandardCharsets.UTF_8));
      SplittableRandom random = new SplittableRandom(1);
      for (int i = 0; i < 5000; i++) {
        gzip.write((Long.toHexString(random.nextLong()) + ",x\n").getBytes(StandardCharsets.UTF_8));
      }
    }
    Path file = Files.write(folder.resolve("a.csv.gz"), bytes.toByteArray());
    assertEquals(5000, Examples.read(file, Columns.USUAL, null).size());
    Path cut =
        Files.write(
            folder.resolve("b.csv.gz"), Arrays.copyOf(bytes.toByteArray(), bytes.size() / 2));
    ClassifineException error =
        assertThrows(ClassifineException.class, () -> Examples.read(cut, Columns.USUAL, null));
    assertTrue(error.getMessage().contains("cannot be read to its end"), error.getMessage());
  }

  @Test
  void bytesThatAreNotUtf8AreFoundBehindManyBuffers() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    bytes.write("text,label\n".getBytes(StandardCharsets.UTF_8));
    String row = "größe 東京 🙂,x\n";
    int width = row.getBytes(StandardCharsets.UTF_8).length;
    for (int i = 0; i < 10_000; i++) {
      bytes.write(row.getBytes(StandardCharsets.UTF_8));
    }
    bytes.write("b\u00e4d,x\n".getBytes(StandardCharsets.ISO_8859_1));
    Path file = Files.write(folder.resolve("a.csv"), bytes.toByteArray());
    ClassifineException error =
        assertThrows(ClassifineException.class, () -> Examples.read(file, Columns.USUAL, null));
    assertTrue(
        error
            .getMessage()
            .contains(":10002: the byte 0xE4 at offset " + (11 + 10_000L * width + 1)),
        error.getMessage());
  }

  @Test
  void aLoneSurrogateBecomesTheReplacementCharacter() throws IOException {
    assertEquals(
        List.of("a\uFFFDb"), read("a.jsonl", "{\"text\":\"a\\ud800b\",\"label\":\"x\"}\n").texts());
  }

  @Test
  void whateverIsWrittenIsReadBack() throws IOException {
    String[] pieces = {
      "\"", ",", "\n", "\r\n", "\t", " ", "🙂", "é", "word", "[", "]", ";", "\\", "'"
    };
    SplittableRandom random = new SplittableRandom(7);
    StringBuilder csv = new StringBuilder("text,label\n");
    StringBuilder jsonl = new StringBuilder();
    List<String> texts = new ArrayList<>();
    for (int row = 0; row < 300; row++) {
      StringBuilder text = new StringBuilder();
      for (int i = random.nextInt(12); i >= 0; i--) {
        text.append(pieces[random.nextInt(pieces.length)]);
      }
      texts.add(text.toString());
      csv.append('"')
          .append(text.toString().replace("\"", "\"\""))
          .append("\",l")
          .append(row % 3)
          .append('\n');
      JsonObject object = new JsonObject();
      object.addProperty("text", text.toString());
      JsonArray labels = new JsonArray();
      labels.add("l" + row % 3);
      object.add("labels", labels);
      jsonl.append(Json.line(object)).append('\n');
    }
    assertEquals(texts, read("a.csv", csv.toString()).texts());
    assertEquals(texts, read("a.jsonl", jsonl.toString()).texts());
  }

  private void assertError(String content, String name, String message) {
    ClassifineException error = assertThrows(ClassifineException.class, () -> read(name, content));
    assertTrue(error.getMessage().contains(message), error.getMessage());
    assertTrue(error.getMessage().contains(name), error.getMessage());
  }

  private Examples read(String name, String content) throws IOException {
    return Examples.read(write(name, content), Columns.USUAL, null);
  }

  private Path write(String name, String content) throws IOException {
    return Files.writeString(folder.resolve(name), content);
  }
}
