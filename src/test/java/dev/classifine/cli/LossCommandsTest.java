package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The options of the loss through whole commands. */
class LossCommandsTest {

  @TempDir Path temporary;
  private TinyRuns tiny;

  @BeforeEach
  void prepare() {
    tiny = new TinyRuns(temporary);
  }

  /** Eight places, one person. */
  private Path rare() {
    return tiny.write(
        "rare.csv", "text,label\n" + "what city is paris ?,place\n".repeat(8) + "who ?,person\n");
  }

  private Path multi() {
    return tiny.write(
        "multi.jsonl",
        """
        {"text": "what city", "labels": {"place": 1, "question": 1}}
        {"text": "paris", "labels": {"place": 1, "question": 0}}
        {"text": "who ?", "labels": {"place": 0, "question": 1}}
        {"text": "oslo", "labels": {"place": -100, "question": 0}}
        {"text": "when", "labels": -100}
        """);
  }

  @Test
  void balancedWeightsAreThoseThatWereComputedByHand() {
    // n / (K n_k): 9 / 16 and 9 / 2
    assertEquals(
        loss(rare(), "--class-weights", "person=4.5,place=0.5625"),
        loss(rare(), "--class-weights", "balanced"));
    assertEquals(
        loss(rare(), "--class-weights", "4.5,0.5625"), loss(rare(), "--class-weights", "balanced"));
    assertNotEquals(loss(rare()), loss(rare(), "--class-weights", "balanced"));
  }

  @Test
  void focalLossIsBelowCrossEntropy() {
    double focal = loss(rare(), "--focal-gamma", "2");
    assertTrue(focal > 0 && focal < loss(rare()), "focal " + focal);
    double multi = loss(multi(), "--focal-gamma", "2", "--focal-alpha", "0.25");
    assertTrue(multi > 0 && multi < loss(multi()), "focal " + multi);
  }

  @Test
  void balancedPosWeightCountsKnownLabelsOnly() {
    // place: 2 of the 3 rows that are known; question: 2 of 4
    assertEquals(
        loss(multi(), "--pos-weight", "place=0.5,question=1"),
        loss(multi(), "--pos-weight", "balanced"));
    assertNotEquals(loss(multi()), loss(multi(), "--pos-weight", "balanced"));
  }

  @Test
  void aRowOfWeightTwoIsTwoRows() {
    Path weighted =
        tiny.write("weighted.csv", "text,label,w\nparis,place,2\nwho ?,person,1\nx,person,0\n");
    Path twice = tiny.write("twice.csv", "text,label\nparis,place\nparis,place\nwho ?,person\n");
    assertEquals(loss(twice), loss(weighted, "--weight-column", "w"), 1e-6);
    assertNotEquals(loss(twice), loss(weighted), 1e-6);
  }

  @Test
  void theEvaluationFileNeedsNoWeightsAndKnowsNone() {
    Path train = tiny.write("weighted.csv", "text,label,w\nparis,place,2\nwho ?,person,1\n");
    Path eval = tiny.write("eval.csv", "text,label\nparis,place\nwho ?,person\n");
    CommandLineRunner run =
        train(train, "--weight-column", "w", "--eval", eval.toString(), "--batch-size", "8");
    assertEquals(0, run.code(), run.toString());
    assertEquals(2, json("eval_results.json").get("eval_samples").getAsInt());
  }

  @Test
  void ignoredRowsAreInNoNumber() {
    String known = "text,label\nparis,place\nwho ?,person\n";
    Path all = tiny.write("all.csv", known + "x,-100\ny,-100\n");
    CommandLineRunner run = train(all, "--eval", all.toString(), "--batch-size", "8");
    assertEquals(0, run.code(), run.toString());
    JsonObject ignoring = json("all_results.json");
    assertEquals(2, ignoring.get("eval_samples").getAsInt());
    assertEquals(
        List.of("person", "place"),
        json("run.json").getAsJsonArray("labels").asList().stream()
            .map(label -> label.getAsString())
            .toList());

    Path without = tiny.write("without.csv", known);
    assertEquals(0, train(without, "--eval", without.toString(), "--batch-size", "8").code());
    for (String name : List.of("train_loss", "eval_loss", "eval_accuracy")) {
      assertEquals(
          json("all_results.json").get(name).getAsDouble(), ignoring.get(name).getAsDouble(), 1e-6);
    }
  }

  @Test
  void evaluateLeavesOutWhatIsIgnoredAndPredictDoesNot() {
    assertEquals(0, train(multi()).code());
    Path numbers = temporary.resolve("numbers.json");
    CommandLineRunner evaluated =
        CommandLineRunner.run(
            "evaluate",
            "--model",
            tiny.output().toString(),
            "--data",
            multi().toString(),
            "--output",
            numbers.toString(),
            "--device",
            "cpu");
    assertEquals(0, evaluated.code(), evaluated.toString());
    JsonObject json = Json.readObject(numbers);
    assertEquals(4, json.get("eval_samples").getAsInt());
    JsonObject labels = json.getAsJsonObject("labels");
    assertEquals(2, labels.getAsJsonObject("place").get("support").getAsInt());
    CommandLineRunner predicted =
        CommandLineRunner.run(
            "predict",
            "--model",
            tiny.output().toString(),
            "--input",
            multi().toString(),
            "--device",
            "cpu");
    assertEquals(5, predicted.out().lines().count(), predicted.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--class-weights|1,2,3|--class-weights: 3 weights for 2 labels (person, place)",
        "--class-weights|1|--class-weights: 1 weight for 2 labels",
        "--class-weights|animal=2|--class-weights: \"animal\" is not a label",
        "--class-weights|person=2,person=3|names the label \"person\" twice",
        "--class-weights|1,-2|--class-weights: -2.0 is out of range",
        "--class-weights|1,NaN|--class-weights: NaN is out of range",
        "--class-weights|0,0|weighs nothing",
        "--class-weights|heavy|--class-weights: \"heavy\" in \"heavy\" is not a weight",
        "--class-weights|person=|is not a weight",
        "--pos-weight|balanced|--pos-weight: it has no meaning for single-label classification",
        "--focal-gamma|-1|--focal-gamma: -1.0 is out of range",
        "--focal-alpha|0.25|was given without focal gamma",
      })
  void aValueOfAnOption(String option, String value, String message) {
    assertError(2, tiny.train(rare(), option, value), message);
  }

  @Test
  void optionsThatContradictEachOtherOrTheProblem() {
    assertError(
        2,
        tiny.train(rare(), "--focal-gamma", "2", "--label-smoothing", "0.1"),
        "--focal-gamma and --label-smoothing: both were given");
    assertError(
        2,
        tiny.train(rare(), "--focal-gamma", "2", "--focal-alpha", "1"),
        "--focal-alpha: 1.0 is out of range");
    assertError(
        2,
        tiny.train(rare(), "--focal-gamma", "2", "--focal-alpha", "0.25"),
        "--focal-alpha: it has no meaning for single-label classification");
    assertError(
        2,
        tiny.train(multi(), "--focal-gamma=2", "--focal-alpha=0.25", "--pos-weight=balanced"),
        "--focal-alpha and --pos-weight: both were given");
    assertError(
        2,
        tiny.train(rare(), "--class-weights", "balanced", "--pos-weight", "balanced"),
        "--class-weights and --pos-weight: both were given");
    assertError(
        2,
        tiny.train(multi(), "--class-weights", "balanced"),
        "--class-weights: it has no meaning for multi-label classification",
        "--pos-weight");
    Path numbers = tiny.write("numbers.csv", "text,label\na,0.5\nb,-100\n");
    assertError(
        2,
        tiny.train(numbers, "--focal-gamma", "2"),
        "--focal-gamma: it has no meaning for regression");
    assertError(
        2,
        tiny.train(numbers, "--class-weights", "balanced"),
        "--class-weights: it has no meaning for regression",
        "--weight-column");
  }

  @Test
  void dataThatALossCannotBeMadeOf() {
    assertError(
        1,
        tiny.train(tiny.write("w.csv", "text,label,w\na,x,1\nb,y,-2\n"), "--weight-column", "w"),
        "w.csv:3: the weight of the row is \"-2\"");
    assertError(
        1,
        tiny.train(tiny.write("zero.csv", "text,label,w\na,x,0\nb,y,0\n"), "--weight-column", "w"),
        "2 training rows weigh 0.0 together");
    assertError(
        1,
        tiny.train(rare(), "--weight-column", "w"),
        "no column \"w\", which is named as the weight column");
    assertError(
        1,
        tiny.train(tiny.write("ignored.csv", "text,label\na,-100\nb,-100\n")),
        "ignored.csv: the label of all 2 rows is -100");
    assertError(
        1,
        tiny.train(
            tiny.write(
                "always.jsonl",
                "{\"text\": \"a\", \"labels\": [\"x\", \"y\"]}\n"
                    + "{\"text\": \"b\", \"labels\": [\"x\"]}\n"),
            "--pos-weight",
            "balanced"),
        "every training row has the label \"x\"");
  }

  /** The training loss of one step, dropout and all. */
  private double loss(Path data, String... options) {
    List<String> more = new ArrayList<>(List.of("--batch-size", "16"));
    more.addAll(List.of(options));
    CommandLineRunner run = train(data, more.toArray(String[]::new));
    assertEquals(0, run.code(), run.toString());
    return json("train_results.json").get("train_loss").getAsDouble();
  }

  private CommandLineRunner train(Path data, String... options) {
    List<String> more = new ArrayList<>(List.of(options));
    more.addAll(List.of("--max-steps", "1", "--no-group-by-length", "--overwrite"));
    return tiny.train(withoutDropout(), data, more.toArray(String[]::new));
  }

  private String withoutDropout() {
    Path copy = temporary.resolve("model-copy");
    if (!java.nio.file.Files.exists(copy)) {
      tiny.modelCopy();
      JsonObject config = Json.readObject(copy.resolve("config.json"));
      config.addProperty("hidden_dropout_prob", 0.0);
      config.addProperty("attention_probs_dropout_prob", 0.0);
      tiny.write("model-copy/config.json", Json.pretty(config));
    }
    return copy.toString();
  }

  private JsonObject json(String name) {
    return Json.readObject(tiny.output().resolve(name));
  }

  private static void assertError(int code, CommandLineRunner run, String... parts) {
    assertEquals(code, run.code(), run.toString());
    for (String part : parts) {
      assertTrue(run.err().contains(part), "no \"" + part + "\" in " + run);
    }
    assertFalse(run.err().contains("\tat "), run.toString());
  }
}
