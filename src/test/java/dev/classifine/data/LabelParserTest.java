package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.data.RawLabel.Many;
import dev.classifine.data.RawLabel.Marks;
import dev.classifine.data.RawLabel.One;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelParserTest {

  private static RawLabel cell(String cell) {
    return LabelParser.ofCell(cell, null, "data:2");
  }

  private static RawLabel split(String cell, String delimiter) {
    return LabelParser.ofCell(cell, delimiter, "data:2");
  }

  private static RawLabel json(String value) {
    return DataFiles.labelledJson(value).rows().get(0).label();
  }

  @Test
  void aCellIsOneLabelWithItsOwnCharacters() {
    assertEquals(new One("a|b, c", false), cell("a|b, c"));
    assertEquals(new One("3.50", false), cell("3.50"));
    assertEquals(new One(" a ", false), cell(" a "));
  }

  @Test
  void theDelimiterSplitsLiterallyAndPartsAreTrimmed() {
    assertEquals(new Many(List.of("a", "b c", "d"), false), split("a| b c |d", "|"));
    assertEquals(new Many(List.of("a.b", "c"), false), split("a.b..c", ".."));
    assertEquals(new Many(List.of("a"), false), split("a", "|"));
  }

  @Test
  void anEmptyCellIsTheEmptySetWhereThereIsADelimiter() {
    assertEquals(new Many(List.of(), false), split("", "|"));
    assertEquals(new Many(List.of(), false), split("  ", "|"));
  }

  @Test
  void anEmptyPartBetweenDelimitersIsAnError() {
    for (String cell : List.of("a||b", "|a", "a|", "a| |b")) {
      assertFails(
          ClassifineException.class, () -> split(cell, "|"), "data:2: there is no label", cell);
    }
  }

  @Test
  void anEmptyCellWithoutADelimiterIsAnError() {
    assertFails(ClassifineException.class, () -> cell(""), "data:2: the label is empty");
    assertFails(ClassifineException.class, () -> cell(" "), "data:2: the label is empty");
  }

  @Test
  void aCellThatHoldsAJsonListIsAListAlsoWithADelimiter() {
    assertEquals(new Many(List.of("a", "b|c"), true), cell("[\"a\", \"b|c\"]"));
    assertEquals(new Many(List.of("a", "b|c"), true), split("[\"a\", \"b|c\"]", "|"));
    assertEquals(new Many(List.of("1", "2.50"), false), cell("[1, 2.50]"));
    assertEquals(new Many(List.of(), false), cell("[]"));
  }

  @Test
  void aCellThatOnlyBeginsLikeAListIsALabel() {
    assertEquals(new One("[sic]", false), cell("[sic]"));
    assertEquals(new One("[{}]", false), cell("[{}]"));
    for (String label : List.of("[10-20]", "[0, 5)", "[1] see below", "[3 stars]", "[")) {
      assertEquals(new One(label, false), cell(label));
    }
    assertEquals(new Many(List.of("[a", "b]"), false), split("[a|b]", "|"));
  }

  @Test
  void aListOfAnotherLanguageSaysHowToWriteIt() {
    for (String list :
        List.of(
            "['a', 'b']",
            "[\"don't\", 'x']",
            "[\"a\" \"b\"]",
            "[\"a\", [\"b\"]]",
            "[ 'a' ]",
            "[1 2 3]",
            "[0.5 1.]",
            "[1, 2,]",
            "[nan 1.0]",
            "[01 02]")) {
      assertFails(
          ClassifineException.class, () -> cell(list), "data:2: ", "Write lists as JSON", "commas");
      assertFails(ClassifineException.class, () -> split(list, "|"), "data:2: ", "Write lists");
    }
  }

  @Test
  void aLabelInBracketsThatIsNoListIsOne() {
    for (String label : List.of("[01]", "[nan]", "[10-20]", "[3 stars]", "[\"A\" or \"B\"]")) {
      assertEquals(new One(label, false), cell(label));
    }
  }

  @Test
  void jsonValuesKeepTheirTextAndWhetherTheyWereStrings() {
    assertEquals(new One("3", false), json("3"));
    assertEquals(new One("3.50", false), json("3.50"));
    assertEquals(new One("1e2", false), json("1e2"));
    assertEquals(new One("3", true), json("\"3\""));
    assertEquals(new One("true", false), json("true"));
    assertEquals(new One("a b", true), json("\"a b\""));
  }

  @Test
  void jsonListsKeepTheirValues() {
    assertEquals(new Many(List.of("a", "b", "a"), true), json("[\"a\", \"b\", \"a\"]"));
    assertEquals(new Many(List.of("1", "0.50"), false), json("[1, 0.50]"));
    assertEquals(new Many(List.of("true", "x"), true), json("[true, \"x\"]"));
    assertEquals(new Many(List.of(), false), json("[]"));
  }

  @Test
  void otherJsonValuesAreErrors() {
    assertFails(ClassifineException.class, () -> json("null"), "data:1: \"label\" is null");
    assertFails(
        ClassifineException.class, () -> json("{}"), "data:1: \"label\" is an object without");
    assertFails(ClassifineException.class, () -> json("\"\""), "data:1: the label is empty");
    assertFails(ClassifineException.class, () -> json("[\"\"]"), "data:1: the label is empty");
    assertFails(ClassifineException.class, () -> json("[null]"), "data:1: \"label\" holds null");
    assertFails(ClassifineException.class, () -> json("[[1]]"), "data:1: \"label\" holds a list");
  }

  @Test
  void anObjectMarksEachLabel() {
    assertEquals(
        new Marks(List.of("spam", "x"), List.of("urgent", "y"), List.of("legal")),
        json("{\"spam\": 1, \"urgent\": 0, \"legal\": -100, \"x\": true, \"y\": false}"));
    for (String mark : List.of("2", "-1", "\"1\"", "null", "[1]", "0.5")) {
      assertFails(
          ClassifineException.class,
          () -> json("{\"spam\": " + mark + "}"),
          "data:1: \"label\" gives",
          "for the label \"spam\"",
          "-100 where that is not known");
    }
    assertFails(ClassifineException.class, () -> json("{\"\": 1}"), "data:1: the label is empty");
  }

  @Test
  void onlyTheIntegerIsTheMarkOfAnIgnoredRow() {
    assertTrue(cell("-100").isIgnored());
    assertTrue(split("-100", "|").isIgnored());
    assertTrue(json("-100").isIgnored());
    assertTrue(json("[-100]").isIgnored());
    assertTrue(json("[-100, \"a\"]").holdsIgnored());
    assertFalse(json("[-100, \"a\"]").isIgnored());
    for (String other : List.of("\"-100\"", "-100.0", "100", "[\"-100\"]", "[]", "{\"a\": -100}")) {
      assertFalse(json(other).isIgnored(), other);
      assertFalse(json(other).holdsIgnored(), other);
    }
  }

  @Test
  void anEmptyDelimiterIsAUsageError() {
    assertFails(
        UsageException.class,
        () -> new Selection(Columns.AUTOMATIC, "", LabelUse.REQUIRED),
        "delimiter is empty");
  }
}
