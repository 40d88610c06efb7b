package dev.classifine.inspection;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.data.Columns;
import dev.classifine.data.DataFormat;
import dev.classifine.data.ExampleSource;
import dev.classifine.data.LabelUse;
import dev.classifine.io.Json;
import dev.classifine.problem.ProblemType;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DataReportTest {

  /** Words are tokens, and 5 of them are seen. */
  private static final TokenCounter WORDS =
      new TokenCounter() {
        @Override
        public int limit() {
          return 5;
        }

        @Override
        public int[] count(List<String> texts, List<String> pairs) {
          return texts.stream().mapToInt(text -> text.split(" ").length).toArray();
        }
      };

  private static ExampleSource source(String name, String... lines) {
    return ExampleSource.open(
        new ByteArrayInputStream(String.join("\n", lines).getBytes(StandardCharsets.UTF_8)),
        name,
        DataFormat.JSON_LINES,
        Columns.AUTOMATIC,
        null,
        LabelUse.REQUIRED);
  }

  private static String row(String text, String label) {
    return "{\"text\": \"%s\", \"label\": %s}".formatted(text, label);
  }

  private static DataReport report(String... lines) {
    return DataReport.of(source("train", lines), null, WORDS);
  }

  private static void assertWarns(DataReport report, String... parts) {
    for (String part : parts) {
      assertTrue(
          report.warnings().stream().anyMatch(warning -> warning.contains(part)),
          () -> part + " is not in " + report.warnings());
    }
  }

  @Test
  void labelsAreCountedTheMostFrequentFirst() {
    DataReport report =
        report(row("a", "\"x\""), row("b", "\"y\""), row("c", "\"y\""), row("d", "-100"));
    assertEquals(4, report.train().rows());
    assertEquals(1, report.train().ignored());
    assertEquals(ProblemType.SINGLE_LABEL, report.train().problem());
    assertEquals(List.of(Map.entry("y", 2L), Map.entry("x", 1L)), entries(report.train().labels()));
    assertWarns(report, "2 of 2 labels have fewer than 10 rows: \"y\", \"x\"");
    assertNull(report.eval());
  }

  private static List<Map.Entry<String, Long>> entries(Map<String, Long> labels) {
    return labels.entrySet().stream().map(e -> Map.entry(e.getKey(), e.getValue())).toList();
  }

  @Test
  void problemsAreToldApartAsATrainingDoes() {
    SetReport lists = report(row("a", "[\"x\", \"y\"]"), row("b", "[]")).train();
    assertEquals(ProblemType.MULTI_LABEL, lists.problem());
    assertEquals(1.0, lists.labelsOfARow());
    SetReport numbers = report(row("a", "0.5"), row("b", "2"), row("c", "3.5")).train();
    assertEquals(ProblemType.REGRESSION, numbers.problem());
    assertEquals(new SetReport.Range(0.5, 2, 3.5), numbers.range());
    assertEquals(Map.of(), numbers.labels());
    assertEquals(ProblemType.SINGLE_LABEL, report(row("a", "1"), row("b", "2")).train().problem());
  }

  @Test
  void minusOneHundredIsANumberLikeAnyOtherInARegression() {
    DataReport report = report(row("a", "-100"), row("b", "3.5"), row("c", "7.25"));
    assertEquals(ProblemType.REGRESSION, report.train().problem());
    assertEquals(0, report.train().ignored());
    assertEquals(new SetReport.Range(-100, -89.25 / 3, 7.25), report.train().range());
  }

  @Test
  void numbersThatATrainingRefusesAreLeftOutOfTheRangeAndNamed() {
    DataReport report =
        DataReport.of(csv("train", "0.5", "nan", "1.5", "inf", "1e39"), null, WORDS);
    assertEquals(ProblemType.REGRESSION, report.train().problem());
    assertEquals(new SetReport.Range(0.5, 1, 1.5), report.train().range());
    assertEquals(new SetReport.Flawed(3, "train:3"), report.train().notFinite());
    assertWarns(report, "train: 3 labels are not finite numbers of at most 3.4e38, first train:3.");
    JsonObject json = Json.parseObject(Json.line(report.values()), "json"); // NaN is no JSON
    assertEquals(
        3, json.getAsJsonObject("train").getAsJsonObject("not_finite").get("rows").getAsInt());
    SetReport none = DataReport.of(csv("train", "1e39", "-1e39"), null, WORDS).train();
    assertEquals(ProblemType.REGRESSION, none.problem());
    assertNull(none.range());
    assertNull(report(row("a", "0.5"), row("b", "1.5")).train().notFinite());
  }

  /** Rows of CSV with different texts. */
  private static ExampleSource csv(String name, String... labels) {
    StringBuilder rows = new StringBuilder("text,label\n");
    for (String label : labels) {
      rows.append("text ").append(rows.length()).append(',').append(label).append('\n');
    }
    return ExampleSource.open(
        new ByteArrayInputStream(rows.toString().getBytes(StandardCharsets.UTF_8)),
        name,
        DataFormat.CSV,
        Columns.AUTOMATIC,
        null,
        LabelUse.REQUIRED);
  }

  @Test
  void labelsThatRowsNameAsAbsentAreThereWithoutRows() {
    DataReport report =
        DataReport.of(
            source(
                "train",
                row("a", "{\"spam\": 1, \"urgent\": 0}"),
                row("b", "{\"spam\": 1, \"urgent\": -100}")),
            source("eval", row("c", "{\"spam\": 1, \"urgent\": 1}")),
            WORDS);
    assertEquals(
        List.of(Map.entry("spam", 2L), Map.entry("urgent", 0L)), entries(report.train().labels()));
    assertEquals(1, report.train().labelsOfARow());
    assertWarns(report, "2 of 2 labels have fewer than 10 rows: \"spam\", \"urgent\"");
    assertTrue(
        report.warnings().stream().noneMatch(warning -> warning.contains("are not among")),
        () -> report.warnings().toString());
  }

  @Test
  void labelsThatSayTheSameDoNotContradict() {
    assertEquals(0, contradicting("0.5", "0.50", "5e-1"));
    assertEquals(0, contradicting("1", "1.0", "1.00", "10e-1"));
    assertEquals(1, contradicting("\"1\"", "\"1.0\""), "names of classes");
    assertEquals(1, contradicting("{\"a\": 1, \"b\": 0}", "{\"a\": 1, \"b\": -100}"));
    assertEquals(0, contradicting("{\"a\": 1, \"b\": 0}", "{\"b\": 0, \"a\": 1}", "{\"a\": 1}"));
  }

  /** Of rows with the same text, as many as have another label than the first. */
  private static long contradicting(String... labels) {
    return report(Stream.of(labels).map(label -> row("a", label)).toArray(String[]::new))
        .train()
        .repeats()
        .contradicting();
  }

  @Test
  void beyondTheLabelsThatAreListedTheirRowsAreCounted() {
    String[] rows =
        IntStream.range(0, 10_020)
            .mapToObj(i -> row("text " + i, "\"label " + Math.min(i, 10_004) + "\""))
            .toArray(String[]::new);
    SetReport train = report(rows).train();
    assertEquals(10_000, train.labels().size());
    assertEquals(20, train.rowsOfOtherLabels()); // of five labels
    assertEquals(20L, train.values().get("rows_of_other_labels"));
  }

  @Test
  void percentilesAreThoseOfTheSortedLengths() {
    String[] rows =
        IntStream.rangeClosed(1, 200)
            .mapToObj(i -> row("w".repeat(i) + " w".repeat((i + 19) / 20 - 1), "\"x\""))
            .toArray(String[]::new);
    LengthReport tokens = report(rows).train().tokens(); // 20 texts of each length from 1 to 10
    assertEquals(1, tokens.least());
    assertEquals(10, tokens.most());
    assertEquals(Map.of(50, 5, 90, 9, 95, 10, 99, 10), tokens.percentiles());
    assertEquals(5.5, tokens.mean());
    assertEquals(100, tokens.over());
    assertWarns(report(rows), "100 of 200 texts are longer than 5 tokens");
  }

  @Test
  void repeatedAndContradictingRowsAreNamed() {
    DataReport report =
        report(
            row("a", "\"x\""),
            row("b", "[\"y\", \"x\"]"),
            row("a", "\"x\""),
            row("b", "[\"x\", \"y\"]"),
            row("a", "\"y\""));
    Repeats repeats = report.train().repeats();
    assertEquals(3, repeats.rows());
    assertEquals(1, repeats.contradicting());
    assertEquals(List.of("train:1 and train:3", "train:2 and train:4"), repeats.examples());
    assertEquals(List.of("train:1 and train:5"), repeats.contradictions());
    assertWarns(report, "2 rows repeat an earlier row", "another label: train:1 and train:5");
  }

  @Test
  void aSecondTextBelongsToTheFirst() {
    String pair = "{\"text\": \"%s\", \"text_pair\": \"%s\", \"label\": \"x\"}";
    assertEquals(
        0, report(pair.formatted("ab", "c"), pair.formatted("a", "bc")).train().repeats().rows());
    assertEquals(0, report(row("ab", "\"x\""), pair.formatted("ab", "")).train().repeats().rows());
  }

  @Test
  void textsOfTheTrainingAmongThoseToEvaluateOnAreCounted() {
    DataReport report =
        DataReport.of(
            source("train", row("a", "\"x\""), row("b", "\"y\""), row("c", "\"z\"")),
            source("eval", row("a", "\"x\""), row("b", "\"x\""), row("d", "\"new\"")),
            WORDS);
    assertEquals(2, report.overlap().rows());
    assertEquals(1, report.overlap().contradicting());
    assertEquals(List.of("train:1 and eval:1"), report.overlap().examples());
    assertEquals(List.of("train:2 and eval:2"), report.overlap().contradictions());
    assertWarns(
        report,
        "2 of the 3 rows to evaluate on have the text of a row that is trained on, 1 of them with",
        "not among those to train on: \"new\"",
        "not among those to evaluate on: \"y\", \"z\"");
  }

  @Test
  void labelsThatDifferOnlyByCapitalsOrSpacesAndASingleClassAreWarnedOf() {
    assertWarns(
        report(row("a", "\"New York\""), row("b", "\"new  york \""), row("c", "\"x\"")),
        "The labels \"New York\", \"new  york \" differ only by capitals or spaces");
    assertWarns(report(row("a", "\"x\""), row("b", "\"x\"")), "one class only, \"x\"");
    String[] rows =
        IntStream.range(0, 110)
            .mapToObj(i -> row("text " + i, i < 10 ? "\"rare\"" : "\"usual\""))
            .toArray(String[]::new);
    DataReport imbalanced = report(rows);
    assertWarns(imbalanced, "10 times the rows of the rarest", "--class-weights balanced");
    assertEquals(1, imbalanced.warnings().size(), imbalanced.warnings().toString());
  }

  @Test
  void damagedTextsAreCountedWithTheFirst() {
    DataReport report =
        report(
            row("good é", "\"x\""),
            row("cafÃ© and more", "\"x\""),
            row("naÃ¯ve", "\"y\""),
            row("lost \\ufffd", "\"y\""),
            row("bell \\u0007 and\\ttab", "\"y\""),
            row("e\\u0301", "\"y\""),
            row(" \\n", "\"y\""));
    Map<TextFlaw, SetReport.Flawed> flaws = report.train().flaws();
    assertEquals(new SetReport.Flawed(2, "train:2"), flaws.get(TextFlaw.MOJIBAKE));
    assertEquals(new SetReport.Flawed(1, "train:4"), flaws.get(TextFlaw.REPLACEMENT));
    assertEquals(new SetReport.Flawed(1, "train:5"), flaws.get(TextFlaw.CONTROL));
    assertEquals(new SetReport.Flawed(1, "train:6"), flaws.get(TextFlaw.NOT_NFC));
    assertEquals(new SetReport.Flawed(1, "train:7"), flaws.get(TextFlaw.EMPTY));
    assertWarns(report, "2 with UTF-8 read as Windows-1252, first train:2");
  }
}
