package dev.classifine.data;

import static dev.classifine.data.DataFiles.assertFails;
import static dev.classifine.data.DataFiles.read;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.classifine.error.ClassifineException;
import java.util.List;
import org.junit.jupiter.api.Test;

class CsvRowsTest {

  private static Example row(String text, String label, long line) {
    return new Example(text, null, new RawLabel.One(label, false), line);
  }

  private static List<Example> csv(String content) {
    return read(DataFormat.CSV, content);
  }

  private static List<Example> tsv(String content) {
    return read(DataFormat.TSV, content);
  }

  @Test
  void quotedFieldsHoldCommasQuotesAndLineBreaks() {
    assertEquals(
        List.of(row("a, \"b\"\nc\r\nd", "x", 2), row("e", "y", 5)),
        csv("text,label\n\"a, \"\"b\"\"\nc\r\nd\",x\ne,y\n"));
  }

  @Test
  void theColumnsMayStandInAnyOrderAmongOthers() {
    assertEquals(List.of(row("a", "x", 2)), csv("label,id,text\nx,7,a\n"));
  }

  @Test
  void crLfEndsLinesAndTheLastLineNeedsNoEnd() {
    assertEquals(List.of(row("a", "x", 2), row("b", "y", 3)), csv("text,label\r\na,x\r\nb,y"));
  }

  @Test
  void aByteOrderMarkIsNotPartOfTheFirstColumn() {
    assertEquals(List.of(row("a", "x", 2)), csv("\uFEFFtext,label\na,x\n"));
  }

  @Test
  void blankLinesAreSkippedAndCounted() {
    assertEquals(
        List.of(row("a", "x", 3), row("b", "y", 6)), csv("\ntext,label\na,x\n\n  \nb,y\n\n"));
  }

  @Test
  void anEmptyTextIsAText() {
    assertEquals(List.of(row("", "x", 2)), csv("text,label\n\"\",x\n"));
  }

  @Test
  void aQuotedEmptyFieldOfTheOnlyColumnIsARow() {
    assertEquals(
        List.of(new Example("", null, null, 2), new Example("a", null, null, 3)),
        read(DataFormat.CSV, "text\n\"\"\na\n", Columns.AUTOMATIC, null, LabelUse.IGNORED));
  }

  @Test
  void aRaggedRowNamesFileAndLineAndBothLengths() {
    assertFails(
        ClassifineException.class,
        () -> csv("text,label\n\"a\nb\",x\nc,y,z\n"),
        "data:4: 3 fields",
        "header (line 1) has 2");
    assertFails(ClassifineException.class, () -> csv("text,label\na\n"), "data:2: 1 field, where");
  }

  @Test
  void anUnclosedQuoteNamesTheLineWhereItBegan() {
    assertFails(
        ClassifineException.class,
        () -> csv("text,label\na,x\nb,\"y\nc,z\n"),
        "data:3: the quote",
        "never closed");
    assertFails(ClassifineException.class, () -> csv("text,label\na,\""), "data:2: the quote");
    assertFails(
        ClassifineException.class,
        () -> csv("text,label\n\"a\n\"\"b\"\",x\nc,y\n"),
        "data:2: the quote");
  }

  @Test
  void anUnclosedQuoteInALongFileIsFoundBehindTheFirstBuffer() {
    String good = "some text,x\n".repeat(50_000);
    assertFails(
        ClassifineException.class,
        () -> csv("text,label\n" + good + "\"open,x\n" + good),
        "data:50002: the quote");
  }

  @Test
  void aQuoteClosedByTheEndOfTheFileIsClosed() {
    assertEquals(List.of(row("a", "x", 2)), csv("text,label\n\"a\",\"x\""));
  }

  @Test
  void textBehindAClosingQuoteSaysHowToWriteIt() {
    assertFails(
        ClassifineException.class,
        () -> csv("text,label\na,x\n\"b\" c,y\n"),
        "data:3: ",
        "after closing quote",
        "\"say \"\"yes\"\" now\"");
  }

  @Test
  void aQuoteInsideAFieldIsOrdinary() {
    assertEquals(List.of(row("5\" disk", "x", 2)), csv("text,label\n5\" disk,x\n"));
    assertEquals(
        List.of(row("say \"yes\", now", "x", 2)), tsv("text\tlabel\nsay \"yes\", now\tx\n"));
  }

  @Test
  void aTsvFieldThatStartsWithAQuoteFollowsTheRuleOfCsv() {
    assertEquals(List.of(row("a\t\"b\"", "x", 2)), tsv("text\tlabel\n\"a\t\"\"b\"\"\"\tx\n"));
    assertFails(
        ClassifineException.class,
        () -> tsv("text\tlabel\n\"Yes\" he said\tx\n"),
        "data:2: ",
        "double the quotes");
  }

  @Test
  void aHeaderWithoutRowsAndAnEmptyInputHaveNoRows() {
    assertFails(ClassifineException.class, () -> csv("text,label\n"), "data: no rows");
    assertFails(ClassifineException.class, () -> csv(""), "data: no rows");
    assertFails(ClassifineException.class, () -> csv("\n\n"), "data: no rows");
  }

  @Test
  void aColumnThatStandsTwiceIsAnErrorOnlyWhereItIsRead() {
    assertFails(
        ClassifineException.class,
        () -> csv("text,label,text\na,x,b\n"),
        "data:1: the column \"text\" stands twice",
        "column 1 and 3");
    assertEquals(List.of(row("a", "x", 2)), csv("text,,label,\na,1,x,2\n"));
  }

  @Test
  void aRowThatIsTooLongIsAnErrorAndNotAFullMemory() {
    String huge = "x".repeat(DataFormat.MAX_ROW_CHARS + 1);
    assertFails(ClassifineException.class, () -> csv("text,label\n" + huge + ",x\n"), "data:2: ");
    assertFails(
        ClassifineException.class,
        () -> csv("text,label\n" + "a,".repeat(20_000) + "\n"),
        "data:2: ",
        "16,384 fields");
  }
}
