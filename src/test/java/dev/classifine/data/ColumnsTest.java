package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ColumnsTest {

  private static ColumnChoice choose(Columns columns, LabelUse use, String... offered) {
    return ColumnChoice.of(List.of(offered), columns, use, "data:1");
  }

  private static ColumnChoice automatic(String... offered) {
    return choose(Columns.AUTOMATIC, LabelUse.REQUIRED, offered);
  }

  @Test
  void usualNamesAreTakenInTheirOrder() {
    assertEquals(
        new ColumnChoice("text", "text_pair", "label", null),
        automatic("sentence2", "sentence1", "sentence", "text_pair", "text", "label"));
    assertEquals(
        new ColumnChoice("sentence", "sentence2", "labels", null),
        automatic("sentence1", "sentence2", "sentence", "labels"));
    assertEquals(
        new ColumnChoice("sentence1", null, "label", null), automatic("sentence1", "label"));
  }

  @Test
  void namedColumnsComeFirst() {
    assertEquals(
        new ColumnChoice("body", "title", "topic", null),
        choose(
            new Columns("body", "title", "topic"),
            LabelUse.REQUIRED,
            "text",
            "text_pair",
            "label",
            "labels",
            "body",
            "title",
            "topic"));
  }

  @Test
  void aColumnNamedForAnotherUseIsNoPair() {
    assertEquals(
        new ColumnChoice("sentence2", null, "label", null),
        choose(new Columns("sentence2", null, null), LabelUse.REQUIRED, "sentence2", "label"));
    assertEquals(
        new ColumnChoice("text", null, "sentence2", null),
        choose(new Columns(null, null, "sentence2"), LabelUse.REQUIRED, "text", "sentence2"));
  }

  @Test
  void aNamedColumnThatIsMissingListsTheColumns() {
    assertFails(
        ClassifineException.class,
        () -> choose(new Columns("body", null, null), LabelUse.REQUIRED, "text", "label"),
        "data:1: no column \"body\"",
        "as the text column",
        "\"text\", \"label\"");
    assertFails(
        ClassifineException.class,
        () -> choose(new Columns(null, "body", null), LabelUse.IGNORED, "text"),
        "as the text pair column");
    assertFails(
        ClassifineException.class,
        () -> choose(new Columns(null, null, "topic"), LabelUse.REQUIRED, "text", "label"),
        "as the label column");
  }

  @Test
  void aMissingUsualColumnSaysWhatWasLookedFor() {
    assertFails(
        ClassifineException.class,
        () -> automatic("body", "label"),
        "no text column",
        "\"text\" or \"sentence\" or \"sentence1\"",
        "\"body\", \"label\"");
    assertFails(ClassifineException.class, () -> automatic("text"), "\"label\" or \"labels\"");
  }

  @Test
  void labelAndLabelsTogetherMustBeChosenFrom() {
    assertFails(
        ClassifineException.class,
        () -> automatic("text", "label", "labels"),
        "data:1: ",
        "\"label\" and a column \"labels\"",
        "--label-column");
    assertEquals(
        new ColumnChoice("text", null, "labels", null),
        choose(new Columns(null, null, "labels"), LabelUse.REQUIRED, "text", "label", "labels"));
  }

  @Test
  void ignoredLabelsNeedNoColumnAndNoChoice() {
    ColumnChoice none = new ColumnChoice("text", null, null, null);
    assertEquals(none, choose(Columns.AUTOMATIC, LabelUse.IGNORED, "text"));
    assertEquals(none, choose(Columns.AUTOMATIC, LabelUse.IGNORED, "text", "label", "labels"));
    assertEquals(none, choose(new Columns(null, null, "y"), LabelUse.IGNORED, "text"));
  }

  @Test
  void whatIsNamedAsALabelOrAWeightIsNoTextAlsoWhereLabelsAreIgnored() {
    Columns label = new Columns(null, null, "sentence2");
    Columns weight = new Columns(null, null, "label", "text_pair");
    ColumnChoice text = new ColumnChoice("text", null, null, null);
    assertEquals(text, choose(label, LabelUse.IGNORED, "text", "sentence2"));
    assertEquals(text, choose(weight, LabelUse.IGNORED, "text", "text_pair", "label"));
    Columns sentence = new Columns(null, null, "sentence");
    assertEquals(
        new ColumnChoice("sentence1", null, "sentence", null),
        choose(sentence, LabelUse.REQUIRED, "sentence", "sentence1"));
    assertFails(
        ClassifineException.class,
        () -> choose(sentence, LabelUse.IGNORED, "sentence"),
        "no text column");
  }

  @Test
  void oneColumnHasOneUse() {
    assertFails(
        UsageException.class, () -> new Columns("a", null, "a"), "\"a\"", "text column", "label");
    assertFails(UsageException.class, () -> new Columns("a", "a", null), "text pair");
  }
}
