package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static dev.classifine.data.DataFiles.labelled;
import static dev.classifine.data.DataFiles.labelledJson;
import static dev.classifine.problem.ProblemType.MULTI_LABEL;
import static dev.classifine.problem.ProblemType.REGRESSION;
import static dev.classifine.problem.ProblemType.SINGLE_LABEL;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rows and single labels whose truth is not known: -100. */
class IgnoredLabelsTest {

  private static Labelling resolve(Examples rows) {
    return resolve(rows, null);
  }

  private static Labelling resolve(Examples rows, ProblemType option) {
    return LabelResolver.resolve(rows, option, null, null);
  }

  @Test
  void anIgnoredRowIsNoClassAndIsTold() {
    Examples rows = labelled("b", "-100", "a");
    Labelling labelling = resolve(rows);
    assertEquals(SINGLE_LABEL, labelling.type());
    assertEquals(List.of("a", "b"), labelling.labels().names());
    assertEquals(
        List.of(
            "data: the label of 1 of 3 rows is -100, so they are ignored: they have no part in the"
                + " loss and the metrics."),
        labelling.messages());
    assertArrayEquals(
        new int[] {1, Targets.IGNORED, 0}, ((Targets.Classes) labelling.targets(rows)).ids());
  }

  @Test
  void ignoredRowsHaveNoSayInTheType() {
    assertEquals(SINGLE_LABEL, resolve(labelled("0", "-100", "1")).type());
    assertEquals(SINGLE_LABEL, resolve(labelledJson("\"a\"", "[-100]", "\"b\"")).type());
    assertEquals(MULTI_LABEL, resolve(labelledJson("[\"a\"]", "-100", "[]")).type());
    assertEquals(REGRESSION, resolve(labelled("0.5", "-100", "1")).type());
  }

  @Test
  void inARegressionItIsANumber() {
    Examples rows = labelled("0.5", "-100");
    Labelling labelling = resolve(rows);
    assertEquals(List.of(), labelling.messages());
    assertArrayEquals(
        new float[] {0.5f, -100}, ((Targets.Values) labelling.targets(rows)).values());
    assertEquals(REGRESSION, resolve(labelled("-100", "-100"), REGRESSION).type());
  }

  @Test
  void aJsonStringIsAName() {
    Labelling labelling = resolve(labelledJson("\"-100\"", "\"a\""));
    assertEquals(List.of("-100", "a"), labelling.labels().names());
    assertEquals(List.of(), labelling.messages());
  }

  @Test
  void otherNegativeIntegersAreNames() {
    assertEquals(List.of("-1", "0", "1"), resolve(labelled("-1", "0", "1")).labels().names());
  }

  @Test
  void indexesOfTheCheckpointsLabelsMayBeIgnored() {
    LabelSet labels = new LabelSet(List.of("bad", "good"));
    Labelling labelling = LabelResolver.resolve(labelled("1", "-100", "0"), null, null, labels);
    assertTrue(labelling.byIndex());
    Labelling model = LabelResolver.forModel(labelled("1", "-100"), SINGLE_LABEL, labels);
    assertTrue(model.byIndex());
    assertTrue(model.messages().get(1).contains("1 of 2 rows"), model.messages().toString());
  }

  @Test
  void anIgnoredRowOfAMultiLabelProblemKnowsNothing() {
    Examples rows = labelledJson("[\"a\", \"b\"]", "-100", "[]");
    Targets.LabelLists lists = (Targets.LabelLists) resolve(rows).targets(rows);
    assertArrayEquals(new int[][] {{0, 1}, {Targets.IGNORED}, {}}, lists.ids());
    assertNull(lists.ignored());
  }

  @Test
  void objectsMakeAMultiLabelProblemWithAllLabelsThatTheyName() {
    Examples rows =
        labelledJson(
            "{\"spam\": 1, \"urgent\": 0, \"legal\": -100}",
            "{\"legal\": 1, \"spam\": -100, \"urgent\": -100}",
            "{\"legal\": -100, \"spam\": -100, \"urgent\": -100}",
            "[\"urgent\"]");
    Labelling labelling = resolve(rows);
    assertEquals(MULTI_LABEL, labelling.type());
    assertEquals(List.of("legal", "spam", "urgent"), labelling.labels().names());
    assertEquals(
        List.of(
            "data: 6 single labels in 3 rows are -100, so they are ignored: they have no part in"
                + " the loss and the metrics."),
        labelling.messages());
    Targets.LabelLists lists = (Targets.LabelLists) labelling.targets(rows);
    assertArrayEquals(new int[][] {{1}, {0}, {Targets.IGNORED}, {2}}, lists.ids());
    assertArrayEquals(new int[][] {{0}, {1, 2}, {}, {}}, lists.ignored());
  }

  @Test
  void oneObjectWithOneLabelIsMultiLabel() {
    assertEquals(MULTI_LABEL, resolve(labelledJson("{\"a\": 1}", "{\"a\": 0}")).type());
  }

  @Test
  void anObjectIsForMultiLabelProblemsAlone() {
    for (ProblemType type : List.of(SINGLE_LABEL, REGRESSION)) {
      assertFails(
          ClassifineException.class,
          () -> resolve(labelledJson("1", "{\"a\": 1}"), type),
          "data:2: the label is an object",
          "--problem-type asks for " + type.title());
    }
  }

  @Test
  void anUnknownLabelOfAnObjectIsAnErrorWhateverItsMark() {
    Labelling labelling = resolve(labelledJson("{\"a\": 1, \"b\": 0}"));
    for (String mark : List.of("1", "0", "-100")) {
      assertFails(
          ClassifineException.class,
          () -> labelling.targets(labelledJson("{\"a\": 1, \"x\": " + mark + "}")),
          "data:1: the label \"x\" is not one of the model's labels");
    }
  }

  @Test
  void besideOtherLabelsItIsAnError() {
    for (String list : List.of("[\"a\", -100]", "[3, -100]")) {
      assertFails(
          ClassifineException.class,
          () -> resolve(labelledJson("[]", list)),
          "data:2: -100, the mark of a row without a known label, stands beside labels");
    }
  }

  @Test
  void onlyIgnoredRowsAreAnError() {
    assertFails(
        ClassifineException.class,
        () -> resolve(labelled("-100", "-100")),
        "data: the label of all 2 rows is -100");
    assertFails(
        ClassifineException.class,
        () ->
            LabelResolver.forModel(labelled("-100"), MULTI_LABEL, new LabelSet(List.of("a", "b"))),
        "data: the label of all 1 rows is -100");
    assertFails(
        ClassifineException.class,
        () -> resolve(labelled("a", "-100", "a")),
        "data: all 2 rows that are not ignored have the label \"a\"");
  }

  @Test
  void ignoredRowsAreNotHeldOut() {
    int[] ids = new int[100];
    int[][] lists = new int[100][];
    for (int row = 0; row < 100; row++) {
      ids[row] = row < 40 ? Targets.IGNORED : row % 2;
      lists[row] = new int[] {ids[row]};
    }
    for (Targets targets : List.of(new Targets.Classes(ids), new Targets.LabelLists(lists))) {
      Split split = Split.stratified(targets, 0.2, 7);
      assertEquals(12, split.heldOut().length);
      assertEquals(88, split.rest().length);
      for (int row : split.heldOut()) {
        assertTrue(row >= 40, "row " + row);
      }
    }
  }
}
