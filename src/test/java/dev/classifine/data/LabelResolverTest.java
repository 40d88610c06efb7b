package dev.classifine.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelResolverTest {

  private static final LabelSet BAD_GOOD = new LabelSet(List.of("good", "bad"));

  @Test
  void stringsAreSingleLabelsInTheOrderOfTheirCodePoints() {
    Labelling labelling = resolve(one("b"), one("a"), one("Z"), one("b"));
    assertEquals(ProblemType.SINGLE_LABEL, labelling.type());
    assertEquals("labels", labelling.typeSource());
    assertEquals(List.of("Z", "a", "b"), labelling.labels().names());
    assertFalse(labelling.labelsFromCheckpoint());
    assertArrayEquals(
        new int[] {2, 1},
        ((Targets.Classes) labelling.targets(examples(one("b"), one("a")))).ids());
  }

  @Test
  void wholeNumbersAreClassesInTheirOrder() {
    assertEquals(
        List.of("-1", "2", "10"), resolve(one("10"), one("2"), one("-1")).labels().names());
  }

  @Test
  void listsOfExactlyOneAreSingleLabelAndSaidInTheLog() {
    Labelling labelling = resolve(many("x"), many("y"), many("x", "x"));
    assertEquals(ProblemType.SINGLE_LABEL, labelling.type());
    assertTrue(labelling.messages().get(0).contains("exactly one label"));
  }

  @Test
  void anEmptyOrLongerListMakesItMultiLabel() {
    assertEquals(ProblemType.MULTI_LABEL, resolve(many("x"), many()).type());
    Labelling labelling = resolve(many("y", "x"), one("z"));
    assertEquals(ProblemType.MULTI_LABEL, labelling.type());
    Targets.LabelLists targets =
        (Targets.LabelLists) labelling.targets(examples(many("z", "x", "z"), many()));
    assertArrayEquals(new int[] {0, 2}, targets.ids()[0]);
    assertArrayEquals(new int[0], targets.ids()[1]);
  }

  @Test
  void numbersThatAreNotAllWholeAreRegression() {
    Labelling labelling = resolve(one("1"), one("2.5"), one("-1e-3"));
    assertEquals(ProblemType.REGRESSION, labelling.type());
    assertEquals(List.of("LABEL_0"), labelling.labels().names());
    assertArrayEquals(
        new float[] {1, 2.5f},
        ((Targets.Values) labelling.targets(examples(one("1"), one("2.5")))).values());
    assertEquals(ProblemType.SINGLE_LABEL, resolve(one("1.5"), one("high")).type());
  }

  @Test
  void listsOfNumbersAreRegressionWithSeveralOutputsWhereAsked() {
    Examples rows = examples(many("1", "1"), many("0.5", "2"));
    Labelling labelling = new LabelResolver(rows, ProblemType.REGRESSION, null, null).resolve();
    assertEquals(2, labelling.labels().size());
    assertArrayEquals(
        new float[] {1, 1, 0.5f, 2}, ((Targets.Values) labelling.targets(rows)).values());
    assertError("1 numbers where the others have 2", () -> labelling.targets(examples(many("1"))));
  }

  @Test
  void theOptionWinsOverTheCheckpointWhichWinsOverTheLabels() {
    Examples rows = examples(one("x"), one("y"));
    Labelling option =
        new LabelResolver(rows, ProblemType.MULTI_LABEL, ProblemType.SINGLE_LABEL, null).resolve();
    assertEquals("option", option.typeSource());
    assertEquals(ProblemType.MULTI_LABEL, option.type());
    Labelling checkpoint = new LabelResolver(rows, null, ProblemType.MULTI_LABEL, null).resolve();
    assertEquals("checkpoint", checkpoint.typeSource());
    assertEquals(ProblemType.MULTI_LABEL, checkpoint.type());
  }

  @Test
  void aCheckpointsLabelsThatCoverTheDataKeepTheirOrder() {
    Labelling labelling =
        new LabelResolver(examples(one("bad"), one("good")), null, null, BAD_GOOD).resolve();
    assertTrue(labelling.labelsFromCheckpoint());
    assertEquals(BAD_GOOD, labelling.labels());
  }

  @Test
  void wholeNumbersAreIndexesOfACheckpointsLabels() {
    Examples rows = examples(one("1"), one("0"));
    Labelling labelling = new LabelResolver(rows, null, null, BAD_GOOD).resolve();
    assertEquals(BAD_GOOD, labelling.labels());
    assertArrayEquals(new int[] {1, 0}, ((Targets.Classes) labelling.targets(rows)).ids());
    assertTrue(labelling.messages().get(0).contains("indexes"));
  }

  @Test
  void labelsThatACheckpointDoesNotKnowMakeANewSet() {
    Labelling labelling =
        new LabelResolver(examples(one("bad"), one("ugly")), null, null, BAD_GOOD).resolve();
    assertFalse(labelling.labelsFromCheckpoint());
    assertEquals(List.of("bad", "ugly"), labelling.labels().names());
    assertTrue(
        labelling.messages().get(0).contains("ugly unknown"), labelling.messages().toString());
  }

  @Test
  void contradictionsSayWhatWasFoundAndWhoAskedForIt() {
    assertError(
        "f.csv:3: the labels are [x, y], but the problem is single_label_classification by"
            + " --problem-type",
        () ->
            new LabelResolver(
                    examples(one("x"), many("x", "y")), ProblemType.SINGLE_LABEL, null, null)
                .resolve());
    assertError(
        "f.csv:2: the labels are [], but the problem is single_label_classification by the"
            + " checkpoint",
        () ->
            new LabelResolver(
                    examples(many(), one("x"), one("y")), null, ProblemType.SINGLE_LABEL, null)
                .resolve());
    assertError(
        "f.csv:2: the label \"NaN\" is no finite number",
        () ->
            new LabelResolver(examples(one("NaN")), ProblemType.REGRESSION, null, null).resolve());
    assertError("same label \"x\"", () -> resolve(one("x"), one("x")));
    assertError("no row has a label", () -> resolve(many(), many()));
  }

  private static void assertError(String message, org.junit.jupiter.api.function.Executable work) {
    ClassifineException error = assertThrows(ClassifineException.class, work);
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }

  private static Labelling resolve(RawLabel... labels) {
    return new LabelResolver(examples(labels), null, null, null).resolve();
  }

  private static Examples examples(RawLabel... labels) {
    List<Example> rows = new ArrayList<>();
    for (RawLabel label : labels) {
      rows.add(new Example("text", null, label, rows.size() + 2));
    }
    return new Examples("f.csv", rows);
  }

  private static RawLabel one(String value) {
    return new RawLabel.One(value);
  }

  private static RawLabel many(String... values) {
    return new RawLabel.Many(List.of(values));
  }
}
