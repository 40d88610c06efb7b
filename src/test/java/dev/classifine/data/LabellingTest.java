package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static dev.classifine.data.DataFiles.labelled;
import static dev.classifine.data.DataFiles.labelledJson;
import static dev.classifine.problem.ProblemType.MULTI_LABEL;
import static dev.classifine.problem.ProblemType.REGRESSION;
import static dev.classifine.problem.ProblemType.SINGLE_LABEL;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.classifine.error.ClassifineException;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LabellingTest {

  private static Labelling labelling(ProblemType type, boolean byIndex, String... labels) {
    return new Labelling(type, "option", new LabelSet(List.of(labels)), true, byIndex, List.of());
  }

  private static int[] classes(Targets targets) {
    return ((Targets.Classes) targets).ids();
  }

  @Test
  void aClassIsThePlaceOfItsLabel() {
    Labelling labelling = labelling(SINGLE_LABEL, false, "bad", "good");
    assertArrayEquals(
        new int[] {1, 0, 1},
        classes(labelling.targets(labelledJson("\"good\"", "\"bad\"", "[\"good\"]"))));
  }

  @Test
  void indexesAndNamesAreBothUnderstoodWhereTheTrainingDataHadIndexes() {
    Labelling labelling = labelling(SINGLE_LABEL, true, "bad", "good");
    assertArrayEquals(new int[] {1, 0, 1}, classes(labelling.targets(labelled("1", "0", "good"))));
    assertFails(
        ClassifineException.class,
        () -> labelling.targets(labelled("2")),
        "data:2: the label \"2\"");
  }

  @Test
  void labelListsAreAscendingAndHoldEachLabelOnce() {
    Labelling labelling = labelling(MULTI_LABEL, false, "a", "b", "c");
    Targets targets = labelling.targets(labelledJson("[\"c\", \"a\", \"c\"]", "[]", "\"b\""));
    assertArrayEquals(new int[][] {{0, 2}, {}, {1}}, ((Targets.LabelLists) targets).ids());
  }

  @Test
  void numbersAreRowMajorAndRepetitionsCount() {
    Labelling labelling = labelling(REGRESSION, false, "LABEL_0", "LABEL_1");
    Targets.Values values =
        (Targets.Values) labelling.targets(labelledJson("[0.5, 0.5]", "[-1e2, \"3\"]"));
    assertEquals(2, values.width());
    assertArrayEquals(new float[] {0.5f, 0.5f, -100f, 3f}, values.values());
  }

  @Test
  void anUnknownLabelNamesTheLineAndTheKnownLabels() {
    assertFails(
        ClassifineException.class,
        () -> labelling(SINGLE_LABEL, false, "a", "b").targets(labelled("a", "x")),
        "data:3: the label \"x\" is not one of the model's labels",
        "\"a\", \"b\"");
    assertFails(
        ClassifineException.class,
        () -> labelling(MULTI_LABEL, false, "a", "b").targets(labelled("a", "1")),
        "data:3: the label \"1\"");
  }

  @Test
  void longListsOfKnownLabelsAreShortened() {
    String[] labels = IntStream.range(0, 500).mapToObj(i -> "label" + i).toArray(String[]::new);
    assertFails(
        ClassifineException.class,
        () -> labelling(SINGLE_LABEL, false, labels).targets(labelled("x")),
        "\"label9\", ... (500 in all)");
  }

  @Test
  void evaluationRowsObeyTheRulesOfTheType() {
    assertFails(
        ClassifineException.class,
        () -> labelling(SINGLE_LABEL, false, "a", "b").targets(labelledJson("[\"a\", \"b\"]")),
        "data:1: the row has 2 labels");
    assertFails(
        ClassifineException.class,
        () -> labelling(REGRESSION, false, "LABEL_0").targets(labelled("x")),
        "data:2: the label \"x\" is not a finite number");
    assertFails(
        ClassifineException.class,
        () -> labelling(REGRESSION, false, "LABEL_0").targets(labelledJson("1", "[1, 2]")),
        "data:2: the label has 2 numbers, where the model predicts 1");
  }
}
