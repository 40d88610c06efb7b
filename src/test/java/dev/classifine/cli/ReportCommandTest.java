package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jsoup.Jsoup;
import org.jsoup.nodes.Document;
import org.jsoup.nodes.Element;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The reports that real runs leave, and the commands that make them anew. */
class ReportCommandTest {

  @TempDir Path temporary;
  private TinyRuns tiny;

  @BeforeEach
  void prepare() {
    tiny = new TinyRuns(temporary);
  }

  private CommandLineRunner trained(Path train, String... more) {
    CommandLineRunner run = tiny.train(train, more);
    assertEquals(0, run.code(), run.toString());
    return run;
  }

  private JsonObject json(String file) {
    return Json.readObject(tiny.output().resolve(file));
  }

  private JsonObject evaluation() {
    return json("report.json").getAsJsonObject("evaluation");
  }

  private Document page() throws IOException {
    return Jsoup.parse(Files.readString(tiny.output().resolve("report.html")));
  }

  private void assertNumbersAreTheResults(Document page) {
    JsonObject results = json("all_results.json");
    for (String name : results.keySet()) {
      Element element = page.getElementsByAttributeValue("data-metric", name).first();
      JsonElement value = results.get(name);
      assertEquals(value.isJsonNull() ? "" : value.getAsString(), element.attr("data-value"), name);
    }
  }

  @Test
  void aRunOfOneLabelLeavesItsReport() throws IOException {
    Path eval =
        tiny.write(
            "eval.csv",
            "text,label\n"
                + "not known,-100\n"
                + "\"what city, in the world, is <b>rome</b> ?\",person\n" // a wrong label
                + "who was the first person in oslo ?,person\n"
                + "what city is lima ?,place\n"
                + "what,place\n");
    trained(
        tiny.csv(24),
        "--eval",
        eval.toString(),
        "--epochs",
        "12",
        "--batch-size",
        "4",
        "--learning-rate",
        "5e-3",
        "--logging-steps",
        "6",
        "--calibrate");
    Document page = page();
    assertNumbersAreTheResults(page);
    JsonObject confusion = evaluation().getAsJsonObject("confusion");
    assertEquals("[\"person\",\"place\"]", confusion.get("labels").toString());
    assertEquals("[[1,1],[0,2]]", confusion.get("counts").toString());
    JsonArray errors = evaluation().getAsJsonArray("errors");
    assertEquals(1, errors.size());
    JsonObject error = errors.get(0).getAsJsonObject();
    assertEquals("what city, in the world, is <b>rome</b> ?", error.get("text").getAsString());
    assertEquals(eval + ":3", error.get("place").getAsString());
    assertEquals(
        "what city, in the world, is <b>rome</b> ?",
        page.selectFirst("#mistakes blockquote").text());
    assertEquals("what", text("shortest"));
    JsonObject reliability = evaluation().getAsJsonObject("reliability");
    JsonObject tuning = json("run.json").getAsJsonObject("decision_tuning");
    for (String when : List.of("before", "after")) {
      assertEquals(
          tuning.getAsJsonObject(when).get("ece").getAsDouble(),
          reliability.getAsJsonObject(when).get("ece").getAsDouble(),
          1e-12);
    }
    assertEquals(2, drawn(page, "reliability").getAsJsonArray("series").size());
    assertEquals(
        12, json("report.json").getAsJsonObject("throughput").getAsJsonArray("step").size());
  }

  private String text(String list) {
    JsonObject first = evaluation().getAsJsonArray(list).get(0).getAsJsonObject();
    return first.get("text").getAsString();
  }

  private static JsonObject drawn(Document page, String id) {
    JsonArray charts =
        Json.parseObject(page.getElementById("data").data(), "data").getAsJsonArray("charts");
    return charts.asList().stream()
        .map(JsonElement::getAsJsonObject)
        .filter(chart -> chart.get("id").getAsString().equals(id))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void aRunOfManyLabelsTellsOfTheGuardAndOfThresholds() throws IOException {
    Path train =
        tiny.write(
            "train.jsonl",
            """
            {"text": "what city is rome ?", "labels": ["place", "question"]}
            {"text": "the first person", "labels": ["person"]}
            {"text": "who was the first person ?", "labels": ["person", "question"]}
            {"text": "the city of the world", "labels": ["place"]}
            """);
    trained(
        train,
        "--eval",
        train.toString(),
        "--epochs",
        "3",
        "--batch-size",
        "2",
        "--label-smoothing",
        "0.1",
        "--tune-thresholds",
        "per-label");
    Document page = page();
    assertNumbersAreTheResults(page);
    assertTrue(page.selectFirst(".warnings").text().contains("Label smoothing"));
    assertEquals(
        "label_smoothing 0.1 0.0 (changed)", page.selectFirst("#options tr.changed").text());
    JsonObject labels =
        Json.readObject(tiny.output().resolve("config.json"))
            .getAsJsonObject("classifine_decision");
    assertTrue(labels.has("thresholds"), labels.toString());
    assertEquals(3, page.select("#labels tbody tr").size());
    // at 0.5 the curve has the numbers of the evaluation, whose decisions are the default ones
    JsonObject micro = drawn(page, "thresholds");
    assertEquals(
        json("all_results.json").get("eval_micro_recall").getAsDouble(),
        micro
            .getAsJsonArray("series")
            .get(1)
            .getAsJsonObject()
            .getAsJsonArray("y")
            .get(25)
            .getAsDouble(),
        1e-12);
    assertEquals(
        List.of("micro average", "macro average", "person", "place", "question"),
        page.select("#threshold-choice option").eachText());
  }

  @Test
  void aRegressionDrawsPredictedOverTrueNumbers() throws IOException {
    Path train =
        tiny.write("train.csv", "text,label\nthe city,0.5\nthe first person,1.5\nwho was,2.25\n");
    trained(train, "--eval", train.toString(), "--epochs", "1", "--batch-size", "2");
    Document page = page();
    assertNumbersAreTheResults(page);
    JsonObject points =
        drawn(page, "predictions-0").getAsJsonArray("series").get(0).getAsJsonObject();
    assertEquals("[0.5,1.5,2.25]", points.get("x").toString());
    assertEquals(0, page.select("#confusion, #labels, #calibration").size());
    double largest = 0;
    for (int i = 0; i < 3; i++) {
      largest =
          Math.max(
              largest,
              Math.abs(
                  points.getAsJsonArray("x").get(i).getAsDouble()
                      - points.getAsJsonArray("y").get(i).getAsDouble()));
    }
    JsonObject worst = evaluation().getAsJsonArray("errors").get(0).getAsJsonObject();
    assertEquals(largest, Math.abs(number(worst, "true") - number(worst, "predicted")), 1e-6);
  }

  private static double number(JsonObject row, String name) {
    return row.getAsJsonArray(name).get(0).getAsJsonObject().get("number").getAsDouble();
  }

  @Test
  void reportMakesThePageAnewAndCompareOneOfSeveral() throws IOException {
    Path train = tiny.csv(12);
    trained(train, "--max-steps", "2");
    Path page = tiny.output().resolve("report.html");
    byte[] before = Files.readAllBytes(page);
    Files.delete(page);
    CommandLineRunner again = CommandLineRunner.run("report", tiny.output().toString());
    assertEquals("report: " + page + System.lineSeparator(), again.out(), again.toString());
    assertArrayEquals(before, Files.readAllBytes(page));
    Path elsewhere = temporary.resolve("pages/one.html");
    assertEquals(
        0,
        CommandLineRunner.run("report", tiny.output().toString(), "--output", elsewhere.toString())
            .code());
    assertArrayEquals(before, Files.readAllBytes(elsewhere));

    Path second = temporary.resolve("second");
    trained(train, "--max-steps", "3", "--output", second.toString());
    Path compared = temporary.resolve("pages/both.html");
    CommandLineRunner both =
        CommandLineRunner.run(
            "compare",
            tiny.output().toString(),
            second.toString(),
            "--output",
            compared.toString());
    assertEquals(0, both.code(), both.toString());
    Document document = Jsoup.parse(Files.readString(compared));
    assertEquals(List.of("output", "second"), document.select("#results tbody th").eachText());
    assertTrue(document.select("#options tbody th").eachText().contains("max_steps"));
    for (Path folder : List.of(tiny.output(), second)) {
      String loss =
          Json.readObject(folder.resolve("all_results.json")).get("train_loss").getAsString();
      assertEquals(
          loss,
          document
              .selectFirst("[data-metric=train_loss][data-run=" + folder.getFileName() + "]")
              .attr("data-value"));
    }
  }

  @Test
  void noReportLeavesNoneAndTakesAnOlderOneAway() {
    Path train = tiny.csv(12);
    trained(train, "--max-steps", "1");
    assertTrue(Files.exists(tiny.output().resolve("report.html")));
    trained(train, "--max-steps", "1", "--overwrite", "--no-report");
    assertFalse(Files.exists(tiny.output().resolve("report.html")));
    assertFalse(Files.exists(tiny.output().resolve("report.json")));
    assertEquals(0, CommandLineRunner.run("report", tiny.output().toString()).code());
  }

  @Test
  void aFolderWithoutARunIsAWrongCommandLine() {
    CommandLineRunner none = CommandLineRunner.run("report", temporary.toString());
    assertEquals(2, none.code());
    assertEquals(
        "classifine: "
            + temporary
            + ": is no folder of a run: it has no run.json. Name the output"
            + " folder of a training."
            + System.lineSeparator(),
        none.err());
    CommandLineRunner without = CommandLineRunner.run("compare", temporary.toString());
    assertEquals(2, without.code());
    assertTrue(without.err().contains("--output"), without.err());
  }
}
