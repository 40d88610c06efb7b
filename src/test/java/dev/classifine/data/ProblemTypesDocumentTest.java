package dev.classifine.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.LabelSmoothing.Convention;
import dev.classifine.problem.Losses;
import dev.classifine.problem.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The tables of docs/problem-types.md are computed, by the formulas and by what a run uses. */
class ProblemTypesDocumentTest {

  private static final double[] LOGITS = {2, 1, 0, -1};
  private static final double E = 0.1;

  @Test
  void labelsHaveTheTypesOfTheTable() throws IOException {
    List<String[]> rows = table("labels of the rows, as in JSON");
    assertEquals(9, rows.size());
    for (String[] row : rows) {
      String[] labels =
          Pattern.compile("`([^`]+)`")
              .matcher(row[0])
              .results()
              .map((MatchResult match) -> match.group(1))
              .toArray(String[]::new);
      assertTrue(labels.length > 1, row[0]);
      Labelling labelling = LabelResolver.resolve(DataFiles.labelledJson(labels), null, null, null);
      assertEquals(row[1], labelling.type().title().replace(" classification", ""), row[0]);
    }
  }

  @Test
  void theNumbersOfTheExampleAreThoseOfTheFormulas() throws IOException {
    List<String[]> rows = table("");
    assertEquals(4, rows.size());
    double sum = Arrays.stream(LOGITS).map(Math::exp).sum();
    double[] negative = Arrays.stream(LOGITS).map(z -> Math.log(sum) - z).toArray();
    assertShown(rows.get(0), negative);
    double[][] targets = {
      {1, 0, 0, 0},
      {1 - E + E / 4, E / 4, E / 4, E / 4},
      {1 - E, E / 3, E / 3, E / 3}
    };
    LabelSmoothing[] smoothings = {
      LabelSmoothing.NONE,
      new LabelSmoothing(E, Convention.ALL_CLASSES),
      new LabelSmoothing(E, Convention.OTHER_CLASSES)
    };
    for (int i = 0; i < targets.length; i++) {
      double loss = 0;
      for (int k = 0; k < 4; k++) {
        loss += targets[i][k] * negative[k];
      }
      double[] shown = Arrays.copyOf(targets[i], 5);
      shown[4] = loss;
      assertShown(rows.get(i + 1), shown);
      assertEquals(loss, lossOfATraining(smoothings[i]), 1e-6);
    }
    double mean = Arrays.stream(negative).average().orElseThrow();
    assertEquals((1 - E) * negative[0] + E * mean, lossOfATraining(LabelSmoothing.of(E)), 1e-6);
  }

  @Test
  void aFactorIsConvertedAsThePageSays() throws IOException {
    double converted = E * 4 / 3;
    assertTrue(page().contains(String.format(Locale.ROOT, "here %.4f, whose", converted)));
    assertEquals(
        lossOfATraining(new LabelSmoothing(E, Convention.OTHER_CLASSES)),
        lossOfATraining(LabelSmoothing.of(converted)),
        1e-6);
  }

  @Test
  void theWarningIsThatOfThePage() throws IOException {
    String warning = LabelSmoothing.of(E).conflictWith(ProblemType.MULTI_LABEL).orElseThrow();
    assertTrue(page().contains("WARN " + warning));
  }

  private static double lossOfATraining(LabelSmoothing smoothing) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      float[] logits = {2, 1, 0, -1};
      NDArray predictions = manager.create(logits, new Shape(1, 4));
      NDArray labels = manager.create(new long[] {0});
      return Losses.of(ProblemType.SINGLE_LABEL, smoothing, 4)
          .evaluate(new NDList(labels), new NDList(predictions))
          .getFloat();
    }
  }

  /** Cells after the first hold these numbers, to four places where they are not written out. */
  private static void assertShown(String[] row, double[] numbers) {
    for (int i = 0; i < numbers.length; i++) {
      assertEquals(numbers[i], Double.parseDouble(row[i + 1]), 5e-5, row[0]);
    }
  }

  /** The rows of the table whose first head is this. */
  private static List<String[]> table(String head) throws IOException {
    return page()
        .lines()
        .dropWhile(line -> !line.startsWith(head.isEmpty() ? "| | class 1" : "| " + head + " |"))
        .takeWhile(line -> line.startsWith("|"))
        .skip(2)
        .map(line -> line.substring(1).split("\\|"))
        .map(cells -> Arrays.stream(cells).map(String::strip).toArray(String[]::new))
        .toList();
  }

  private static String page() throws IOException {
    return Files.readString(Path.of("docs/problem-types.md"));
  }
}
