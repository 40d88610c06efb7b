package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static dev.classifine.data.DataFiles.read;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.classifine.error.ClassifineException;
import java.util.List;
import org.junit.jupiter.api.Test;

class JsonRowsTest {

  private static List<Example> lines(String content) {
    return read(DataFormat.JSON_LINES, content);
  }

  private static List<Example> json(String content) {
    return read(DataFormat.JSON, content);
  }

  private static Example row(String text, String label, long line) {
    return new Example(text, null, new RawLabel.One(label, true), line);
  }

  @Test
  void eachLineThatIsNotBlankIsAnObject() {
    assertEquals(
        List.of(row("a", "x", 1), row("b", "y", 4)),
        lines(
            """
            {"text": "a", "label": "x"}

            \s\t
            {"label": "y", "text": "b", "other": [1, {"c": null}]}
            """));
  }

  @Test
  void crLfEndsLinesAndTheLastLineNeedsNoEnd() {
    assertEquals(
        List.of(row("a", "x", 1), row("b", "y", 2)),
        lines("\uFEFF{\"text\":\"a\",\"label\":\"x\"}\r\n{\"text\":\"b\",\"label\":\"y\"}"));
  }

  @Test
  void aKeyThatStandsTwiceIsAnErrorWithItsLine() {
    String row = "{\"text\": \"a\", \"label\": \"x\"}";
    String twice = "{\"text\": \"a\", \"text\": \"b\", \"label\": \"x\"}";
    String marks = "{\"text\": \"a\", \"label\": {\"spam\": 1, \"spam\": 0}}";
    assertFails(
        ClassifineException.class,
        () -> lines(row + "\n" + twice),
        "data:2: \"text\" stands twice in one object",
        "Remove the other.");
    assertFails(
        ClassifineException.class,
        () -> json("[" + row + ",\n" + marks + "]"),
        "data:2: \"spam\" stands twice");
    assertEquals(
        List.of(row("a", "x", 1)),
        lines("{\"text\": \"a\", \"label\": \"x\", \"n\": [{\"text\": 1}, {\"text\": 2}]}"));
  }

  @Test
  void aLineThatIsNotJsonNamesFileAndLine() {
    String good = "{\"text\": \"a\", \"label\": \"x\"}\n";
    assertFails(ClassifineException.class, () -> lines(good + "{\"text\": "), "data:2: not valid");
    assertFails(ClassifineException.class, () -> lines(good + "{'text': 'a'}"), "data:2: not");
    assertFails(ClassifineException.class, () -> lines(good + "[1]"), "data:2: a list where");
    assertFails(ClassifineException.class, () -> lines(good + "{} {}"), "data:2: ");
    assertFails(
        ClassifineException.class, () -> lines(good + "[".repeat(100_000)), "data:2: not valid");
  }

  @Test
  void aTextMustBeAString() {
    assertFails(
        ClassifineException.class,
        () -> lines("{\"text\": 5, \"label\": \"x\"}"),
        "data:1: \"text\" is a number",
        "must be a string");
    assertFails(
        ClassifineException.class,
        () -> lines("{\"text\": null, \"label\": \"x\"}"),
        "data:1: \"text\" is null");
    assertFails(
        ClassifineException.class,
        () -> lines("{\"text\": \"a\", \"text_pair\": 1, \"label\": \"x\"}"),
        "data:1: \"text_pair\" is a number");
  }

  @Test
  void aPairOfNullIsNoPair() {
    assertEquals(
        List.of(row("a", "x", 1)), lines("{\"text\":\"a\",\"text_pair\":null,\"label\":\"x\"}"));
  }

  @Test
  void halfACharacterBecomesTheReplacementCharacter() {
    assertEquals(
        List.of(row("a\uFFFDb \uD83D\uDE00 \uFFFD\uFFFD", "\uFFFD", 1)),
        lines("{\"text\":\"a\\ud800b \\ud83d\\ude00 \\ude00\\ud83d\",\"label\":\"\\udfff\"}"));
  }

  @Test
  void anArrayOfObjectsIsReadWithTheLineOfEachObject() {
    assertEquals(
        List.of(row("a, ]}\" \\", "x", 3), row("b", "y", 6), row("c", "z", 6)),
        json(
            """

            [
              {"text": "a, ]}\\" \\\\",
               "label": "x"}
              ,
              {"text": "b", "label": "y", "n": [[1], {}]}, {"text": "c", "label": "z"}
            ]

            """));
  }

  @Test
  void aJsonFileMayHoldJsonLines() {
    assertEquals(
        List.of(row("a", "x", 2), row("b", "y", 3)),
        json("\n{\"text\":\"a\",\"label\":\"x\"}\n{\"text\":\"b\",\"label\":\"y\"}\n"));
  }

  @Test
  void aBrokenArrayNamesTheLine() {
    String row = "{\"text\": \"a\", \"label\": \"x\"}";
    assertFails(
        ClassifineException.class,
        () -> json("[\n" + row + ",\n\n" + row),
        "data:4: the file ends");
    assertFails(ClassifineException.class, () -> json("[" + row + ",\n]"), "data:2: a comma");
    assertFails(ClassifineException.class, () -> json("[\n," + row + "]"), "data:2: a comma");
    assertFails(ClassifineException.class, () -> json("[" + row + "]\n x"), "data:2: more text");
    assertFails(ClassifineException.class, () -> json("[" + row + ",\n 5]"), "data:2: a number");
    assertFails(ClassifineException.class, () -> json("[\n}" + row + "]"), "data:2: not valid");
    assertFails(ClassifineException.class, () -> json("[\n\"abc]"), "data:2: the file ends");
  }

  @Test
  void anEmptyArrayOrFileHasNoRows() {
    assertFails(ClassifineException.class, () -> json("[ \n]"), "data: no rows");
    assertFails(ClassifineException.class, () -> json(" \n"), "data: no rows");
    assertFails(ClassifineException.class, () -> lines("\n"), "data: no rows");
  }

  @Test
  void aLineThatIsTooLongIsAnErrorAndNotAFullMemory() {
    String huge = "{\"text\": \"" + "x".repeat(DataFormat.MAX_ROW_CHARS);
    assertFails(
        ClassifineException.class, () -> lines("\n" + huge), "data:2: the line is longer than");
    assertFails(
        ClassifineException.class, () -> json("[\n" + huge), "data:2: the value that begins here");
  }
}
