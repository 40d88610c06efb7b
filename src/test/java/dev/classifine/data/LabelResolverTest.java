package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static dev.classifine.data.DataFiles.labelled;
import static dev.classifine.data.DataFiles.labelledJson;
import static dev.classifine.problem.ProblemType.MULTI_LABEL;
import static dev.classifine.problem.ProblemType.REGRESSION;
import static dev.classifine.problem.ProblemType.SINGLE_LABEL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelResolverTest {

  private static Labelling resolve(Examples rows) {
    return LabelResolver.resolve(rows, null, null, null);
  }

  private static Labelling resolve(Examples rows, String... checkpoint) {
    return LabelResolver.resolve(rows, null, null, new LabelSet(List.of(checkpoint)));
  }

  private static void assertType(ProblemType type, Examples rows) {
    Labelling labelling = resolve(rows);
    assertEquals(type, labelling.type());
    assertEquals("labels", labelling.typeSource());
  }

  @Test
  void anyRowWithNoLabelOrSeveralMakesMultiLabel() {
    assertType(MULTI_LABEL, labelledJson("[\"a\"]", "[\"a\", \"b\"]"));
    assertType(MULTI_LABEL, labelledJson("[\"a\"]", "[]"));
    assertType(MULTI_LABEL, labelledJson("\"a\"", "[\"a\", \"b\"]"));
    assertType(MULTI_LABEL, labelled("\"[1,2]\"", "1"));
  }

  @Test
  void listsOfExactlyOneMakeSingleLabelAndSaySo() {
    Labelling labelling = resolve(labelledJson("[\"a\"]", "[\"b\", \"b\"]"));
    assertEquals(SINGLE_LABEL, labelling.type());
    assertEquals(1, labelling.messages().size());
    assertTrue(labelling.messages().get(0).contains("a list of exactly one label"));
  }

  @Test
  void aMixOfListsOfOneAndSingleValuesIsSingleLabel() {
    assertType(SINGLE_LABEL, labelledJson("[\"a\"]", "\"b\""));
  }

  @Test
  void numbersOfWhichOneIsNotAnIntegerMakeRegression() {
    assertType(REGRESSION, labelled("1", "3.5"));
    assertType(REGRESSION, labelled("1", "1.0"));
    assertType(REGRESSION, labelled("-1", "+2e3"));
    assertType(REGRESSION, labelledJson("1", "0.25"));
    assertType(REGRESSION, labelledJson("[0.5]", "[1]"));
  }

  @Test
  void otherSingleValuesMakeSingleLabel() {
    assertType(SINGLE_LABEL, labelled("1", "2"));
    assertType(SINGLE_LABEL, labelled("1.5", "2.5", "b"));
    assertType(SINGLE_LABEL, labelled("nan", "inf"));
    assertType(SINGLE_LABEL, labelledJson("\"1.5\"", "\"2.5\"")); // strings are names
    assertType(SINGLE_LABEL, labelledJson("true", "false"));
  }

  @Test
  void theOptionComesBeforeTheCheckpointAndThatBeforeTheLabels() {
    Examples rows = labelled("1", "2");
    Labelling asked = LabelResolver.resolve(rows, REGRESSION, MULTI_LABEL, null);
    assertEquals(List.of(REGRESSION, "option"), List.of(asked.type(), asked.typeSource()));
    Labelling configured = LabelResolver.resolve(rows, null, MULTI_LABEL, null);
    assertEquals(
        List.of(MULTI_LABEL, "checkpoint"), List.of(configured.type(), configured.typeSource()));
  }

  @Test
  void aSingleLabelTypeRefusesRowsWithNoneOrSeveralLabels() {
    assertFails(
        ClassifineException.class,
        () ->
            LabelResolver.resolve(
                labelledJson("\"a\"", "[\"a\", \"b\"]"), SINGLE_LABEL, null, null),
        "data:2: the row has 2 labels (\"a\", \"b\")",
        "--problem-type asks for single-label classification");
    assertFails(
        ClassifineException.class,
        () -> LabelResolver.resolve(labelledJson("[]", "\"a\""), null, SINGLE_LABEL, null),
        "data:1: the row has no label",
        "config.json says problem_type single_label_classification");
  }

  @Test
  void aCheckpointsSingleLabelTypeRefusesDecimalsAndTheOptionAllowsThem() {
    Examples rows = labelled("1", "3.5");
    assertFails(
        ClassifineException.class,
        () -> LabelResolver.resolve(rows, null, SINGLE_LABEL, null),
        "data:3: the label 3.5",
        "config.json",
        "Ask for regression");
    Labelling asked = LabelResolver.resolve(rows, SINGLE_LABEL, null, null);
    assertEquals(List.of("1", "3.5"), asked.labels().names());
  }

  @Test
  void aRegressionRefusesWhatIsNotAFiniteNumber() {
    for (String label : List.of("good", "nan", "Infinity", "1e39", "0x1p3", "1f", "NaN")) {
      assertFails(
          ClassifineException.class,
          () -> LabelResolver.resolve(labelled("1.5", label), REGRESSION, null, null),
          "data:3: the label \"" + label + "\" is not a finite number",
          "--problem-type asks for regression");
    }
    assertFails(
        ClassifineException.class,
        () -> resolve(labelled("1.5", "nan")),
        "data:3: ",
        "look like regression");
    assertFails(
        ClassifineException.class,
        () -> LabelResolver.resolve(labelledJson("[]"), null, REGRESSION, null),
        "data:1: the list of numbers is empty");
  }

  @Test
  void aMultiLabelTypeRefusesDecimals() {
    assertFails(
        ClassifineException.class,
        () -> LabelResolver.resolve(labelled("1", "0.5"), null, MULTI_LABEL, null),
        "data:3: ",
        "\"0.5\"",
        "config.json says problem_type multi_label_classification");
    assertFails(
        ClassifineException.class,
        () -> resolve(labelledJson("[0.5, 1]", "[1, 0]")),
        "data:1: ",
        "look like multi-label classification",
        "Ask for regression");
    assertEquals(
        List.of("0.5", "1.5"), resolve(labelledJson("[\"0.5\", \"1.5\"]")).labels().names());
  }

  @Test
  void aRegressionMayHaveSeveralNumbersButInEveryRowAsMany() {
    Examples rows = labelledJson("[1, 1]", "[0.5, -2]");
    Labelling labelling = LabelResolver.resolve(rows, REGRESSION, null, null);
    assertEquals(List.of("LABEL_0", "LABEL_1"), labelling.labels().names());
    assertFails(
        ClassifineException.class,
        () -> LabelResolver.resolve(labelledJson("[1, 1]", "3"), REGRESSION, null, null),
        "data:2: the label has 1 number",
        "that of data:1 has 2");
  }

  @Test
  void newLabelsAreSortedByValueIfAllAreIntegersElseByCodePoint() {
    assertEquals(
        List.of("-1", "2", "03", "3", "10"),
        resolve(labelled("10", "3", "2", "-1", "03")).labels().names());
    assertEquals(
        List.of("10", "9", "B", "a", "\uFFFD", "\uD83D\uDE00"),
        resolve(labelled("a", "9", "\uD83D\uDE00", "10", "\uFFFD", "B")).labels().names());
  }

  @Test
  void theCheckpointsLabelsAreKeptWhereTheyCoverTheDatas() {
    Labelling labelling = resolve(labelled("good", "bad"), "bad", "neutral", "good");
    assertEquals(List.of("bad", "neutral", "good"), labelling.labels().names());
    assertTrue(labelling.headKept());
    assertFalse(labelling.byIndex());
    assertEquals(List.of(), labelling.messages());
  }

  @Test
  void integersThatAreNoNamesAreIndexesOfTheCheckpointsLabels() {
    Labelling labelling = resolve(labelled("2", "0"), "bad", "neutral", "good");
    assertEquals(List.of("bad", "neutral", "good"), labelling.labels().names());
    assertTrue(labelling.headKept());
    assertTrue(labelling.byIndex());
    assertTrue(labelling.messages().get(0).contains("taken as indexes"));
  }

  @Test
  void integersBeyondTheCheckpointsLabelsOrPartlyItsNamesAreNewLabels() {
    assertEquals(List.of("0", "3"), resolve(labelled("0", "3"), "a", "b", "c").labels().names());
    assertEquals(List.of("0", "1"), resolve(labelled("0", "1"), "1", "b").labels().names());
    assertEquals(List.of("0", "01"), resolve(labelled("0", "01"), "a", "b").labels().names());
    assertEquals(List.of("-1", "0"), resolve(labelled("0", "-1"), "a", "b").labels().names());
  }

  @Test
  void newLabelsSayHowTheyDifferFromTheCheckpoints() {
    Labelling labelling = resolve(labelled("c", "a"), "a", "b");
    assertFalse(labelling.headKept());
    assertEquals(
        List.of(
            "The labels of the data are not those of the checkpoint, so the classification head is"
                + " new: 2 labels instead of 2; not in the checkpoint: \"c\"; not in the data:"
                + " \"b\"."),
        labelling.messages());
  }

  @Test
  void aCheckpointWithoutAHeadIsNotSpokenOf() {
    Labelling labelling = resolve(labelled("b", "a"));
    assertFalse(labelling.headKept());
    assertEquals(List.of(), labelling.messages());
  }

  @Test
  void theHeadOfARegressionIsKeptWhereItsWidthFits() {
    Examples rows = labelled("1.5", "2");
    LabelSet score = new LabelSet(List.of("score"));
    LabelSet two = new LabelSet(List.of("LABEL_0", "LABEL_1"));
    Labelling kept = LabelResolver.resolve(rows, null, REGRESSION, score);
    assertTrue(kept.headKept());
    assertEquals(score, kept.labels());
    Labelling wider = LabelResolver.resolve(rows, null, REGRESSION, two);
    assertFalse(wider.headKept());
    assertTrue(wider.messages().get(0).contains("so the head is new"));
    Labelling other = LabelResolver.resolve(rows, REGRESSION, SINGLE_LABEL, score);
    assertFalse(other.headKept());
  }

  @Test
  void theOutputsOfARegressionAreNoClasses() {
    LabelSet outputs = new LabelSet(List.of("LABEL_0", "LABEL_1"));
    Labelling labelling =
        LabelResolver.resolve(labelled("0", "1"), SINGLE_LABEL, REGRESSION, outputs);
    assertEquals(List.of("0", "1"), labelling.labels().names());
    assertFalse(labelling.headKept());
  }

  @Test
  void oneClassIsNothingToLearn() {
    assertFails(
        ClassifineException.class,
        () -> resolve(labelled("a", "a")),
        "data: all 2 rows have the label \"a\"",
        "nothing to learn");
    assertFails(
        ClassifineException.class, () -> resolve(labelled("a"), "a", "b"), "nothing to learn");
  }

  @Test
  void noLabelAtAllIsNothingToLearn() {
    assertFails(
        ClassifineException.class, () -> resolve(labelledJson("[]", "[]")), "no row has a label");
  }

  @Test
  void rowsThatWereReadWithoutLabelsAreRefused() {
    Examples rows = new Examples("data", List.of(new Example("a", null, null, 7)));
    assertFails(ClassifineException.class, () -> resolve(rows), "data:7: the row has no label");
    assertFails(
        ClassifineException.class, () -> resolve(new Examples("data", List.of())), "data: no rows");
  }

  @Test
  void aFinishedModelKeepsItsTypeAndLabels() {
    LabelSet labels = new LabelSet(List.of("bad", "good"));
    Labelling names = LabelResolver.forModel(labelled("good", "ugly"), SINGLE_LABEL, labels);
    assertEquals(labels, names.labels());
    assertFalse(names.byIndex());
    Labelling indexes = LabelResolver.forModel(labelled("1"), SINGLE_LABEL, labels);
    assertTrue(indexes.byIndex());
    assertTrue(indexes.messages().get(0).contains("taken as indexes"));
    Labelling numbers =
        LabelResolver.forModel(labelled("0"), REGRESSION, new LabelSet(List.of("score")));
    assertFalse(numbers.byIndex());
  }
}
