package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static dev.classifine.data.DataFiles.jsonLines;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.problem.Targets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What each row weighs, from its column to the targets. */
class RowWeightTest {

  private static final Columns WEIGHTED = Columns.AUTOMATIC.withWeight("w");

  private static Examples csv(String... weights) {
    StringBuilder text = new StringBuilder("text,label,w\n");
    for (int i = 0; i < weights.length; i++) {
      text.append("t,").append(i % 2).append(',').append(weights[i]).append('\n');
    }
    return new Examples(
        "data", DataFiles.read(DataFormat.CSV, text.toString(), WEIGHTED, null, LabelUse.REQUIRED));
  }

  private static List<Example> json(String weight) {
    return DataFiles.read(
        DataFormat.JSON_LINES,
        "{\"text\": \"t\", \"label\": 1, \"w\": " + weight + "}",
        WEIGHTED,
        null,
        LabelUse.REQUIRED);
  }

  @Test
  void numbersOfAtLeastZeroAreRead() {
    Examples rows = csv("0", " 2.5 ", "1e-3");
    assertArrayEquals(
        new double[] {0, 2.5, 1e-3}, rows.rows().stream().mapToDouble(Example::weight).toArray());
    assertEquals(0.25, json("0.25").get(0).weight());
  }

  @Test
  void anythingElseIsAnErrorWithItsLine() {
    for (String cell : List.of("", "-1", "NaN", "inf", "heavy", "1e999", "-1e-9")) {
      assertFails(
          ClassifineException.class,
          () -> csv("1", cell),
          "data:3: the weight of the row is \"" + cell + "\"",
          "finite number of at least 0");
    }
    for (String value : List.of("\"1\"", "null", "[1]", "true", "-2", "1e999")) {
      assertFails(
          ClassifineException.class, () -> json(value), "data:1: the weight of the row is ");
    }
  }

  @Test
  void theColumnMustBeThere() {
    assertFails(
        ClassifineException.class,
        () ->
            DataFiles.read(DataFormat.CSV, "text,label\nt,a\n", WEIGHTED, null, LabelUse.REQUIRED),
        "data:1: no column \"w\", which is named as the weight column");
    assertFails(
        UsageException.class, () -> new Columns(null, null, "w", "w"), "weight column", "label");
  }

  @Test
  void aColumnOfThatNameIsNotGuessedNorReadWhereLabelsAreIgnored() {
    String file = "text,label,weight,w\nt,a,5,none\n";
    assertEquals(1, DataFiles.read(DataFormat.CSV, file).get(0).weight());
    List<Example> unlabelled =
        DataFiles.read(DataFormat.CSV, file, WEIGHTED, null, LabelUse.IGNORED);
    assertEquals(1, unlabelled.get(0).weight());
  }

  @Test
  void weightsFollowTheirRowsThroughSelections() {
    Examples rows = csv("0.5", "2", "3", "1");
    Labelling labelling = LabelResolver.resolve(rows, null, null, null);
    Targets targets = labelling.targets(rows);
    assertArrayEquals(new double[] {0.5, 2, 3, 1}, targets.weights());
    int[] order = {2, 0, 2};
    assertArrayEquals(new double[] {3, 0.5, 3}, targets.select(order).weights());
    assertArrayEquals(new double[] {3, 0.5, 3}, labelling.targets(rows.select(order)).weights());
  }

  @Test
  void equalWeightsOfOneAreNoWeights() {
    Examples rows = csv("1", "1.0");
    assertNull(LabelResolver.resolve(rows, null, null, null).targets(rows).weights());
    Examples plain = jsonLines("{\"text\": \"t\", \"label\": 0.5}");
    assertNull(LabelResolver.resolve(plain, null, null, null).targets(plain).weights());
  }
}
