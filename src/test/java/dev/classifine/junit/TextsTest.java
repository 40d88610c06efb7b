package dev.classifine.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import dev.classifine.problem.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextsTest {

  @TempDir private Path folder;

  @Test
  void rowsAreWrittenAsATrainingReadsThem() throws IOException {
    assertEquals(
        "{\"text\":\"a b\",\"label\":\"x\"}\n{\"text\":\"c\",\"label\":\"7\"}\n",
        written(Texts.of("a b", "x", "c", "7")));
    assertEquals(
        "{\"text\":\"a\",\"label\":[\"x\",\"y\"]}\n{\"text\":\"b\",\"label\":[]}\n",
        written(Texts.of(TextRow.of("a", List.of("x", "y")), TextRow.of("b", List.<String>of()))));
    assertEquals(
        "{\"text\":\"a\",\"text_pair\":\"b\",\"label\":2.0,\"weight\":0.5}\n"
            + "{\"text\":\"c\",\"label\":-1.5,\"weight\":1.0}\n",
        written(Texts.of(TextRow.of("a", 2).pairedWith("b").weighing(0.5), TextRow.of("c", -1.5))));
  }

  /** A map of the JDK has another order in another process. */
  @Test
  void textsByLabelStandInTheOrderOfTheLabels() {
    Texts texts = Texts.byLabel(Map.of("z", List.of("1"), "a", List.of("3", "2"), "k", List.of()));
    assertEquals(List.of("3", "2", "1"), texts.texts());
  }

  @Test
  void aFileIsTakenAsItIs() throws IOException {
    Path file = folder.resolve("own.csv");
    Files.writeString(file, "text,text_pair,label\nhello there,you,a\nbye,me,b\n");
    Texts texts = Texts.read(file);
    assertEquals(file, texts.file(folder, "train"));
    assertEquals(List.of("hello there", "bye", "you", "me"), texts.texts());
    assertNull(texts.problemType());
  }

  @Test
  void theKindOfLabelIsTheProblem() {
    assertEquals(ProblemType.SINGLE_LABEL, Texts.of("a", "1", "b", "2").problemType());
    assertEquals(ProblemType.MULTI_LABEL, Texts.of(TextRow.of("a", List.of("only"))).problemType());
    assertEquals(ProblemType.REGRESSION, Texts.of(TextRow.of("a", 1)).problemType());
  }

  @Test
  void whatIsNoSetOfLabelledTextsIsRefused() {
    assertEquals(
        "Texts.of was given 3 strings. It must be an even number: a text, its label, a text, its"
            + " label, and so on.",
        assertThrows(UsageException.class, () -> Texts.of("a", "b", "c")).getMessage());
    assertThrows(UsageException.class, () -> Texts.of(new TextRow[0]));
    String mixed =
        assertThrows(
                UsageException.class, () -> Texts.of(TextRow.of("a", "x"), TextRow.of("b", 1.0)))
            .getMessage();
    assertTrue(mixed.contains("several kinds") && mixed.contains("text=b"), mixed);
    assertThrows(UsageException.class, () -> TextRow.of("a", Double.NaN));
    assertThrows(UsageException.class, () -> TextRow.of("a", "x").weighing(-1));
    assertThrows(
        UsageException.class, () -> TextRow.of("a", "x").weighing(Double.POSITIVE_INFINITY));
  }

  private String written(Texts texts) throws IOException {
    return Files.readString(texts.file(folder, "rows"));
  }
}
