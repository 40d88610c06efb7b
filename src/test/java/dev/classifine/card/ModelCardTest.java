package dev.classifine.card;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The card as a function of {@code run.json}: its metadata by a YAML parser, its text by lines. */
class ModelCardTest {

  @TempDir Path temporary;

  private static JsonObject run() {
    return Json.parseObject(
        """
        {
          "model": "minilm", "model_config": "minilm's config.json",
          "problem_type": "single_label_classification",
          "options": {"save_adapter": false, "load_best_model_at_end": false, "calibrate": false,
            "early_stopping_patience": 0, "tune_thresholds": "none", "at_least_one": false,
            "top_k": 0},
          "options_in_effect": {"max_length": 128, "learning_rate": 2e-4, "epochs": 3.0,
            "weight_decay": 0.0, "train": "/home/person/secret/train.csv",
            "class_weights": {"a|b": 2.0}},
          "labels": ["yes", "no"], "label_smoothing": {"in_effect": 0.0}, "warnings": [],
          "train": {"file": "/home/person/secret/train.csv", "sha256": "aa11", "rows": 90},
          "eval": {"file": "C:\\\\data\\\\test.csv", "sha256": "bb22", "rows": 10},
          "steps": 12,
          "versions": {"classifine": "0.1.0", "java": "17", "libtorch": "2.7.1", "os": "Linux"},
          "metrics": {"epoch": 3.0, "train_loss": 0.5, "eval_loss": 0.25, "eval_accuracy": 0.9,
            "eval_macro_f1": 0.8765432109876543, "eval_samples": 10, "eval_runtime": 0.1,
            "eval_samples_per_second": 100.0, "eval_train_accuracy": 1.0}
        }
        """,
        "run.json");
  }

  private static final JsonObject DEFAULTS =
      Json.parseObject(
          "{\"max_length\": 0, \"learning_rate\": 5e-5, \"epochs\": 3.0, \"weight_decay\": 0.0,"
              + " \"class_weights\": null}",
          "defaults");

  private static String card(JsonObject run) {
    return ModelCard.text("tickets", run, DEFAULTS);
  }

  /** What stands between the two lines of three dashes. */
  static Map<String, Object> metadata(String card) {
    List<String> lines = card.lines().toList();
    assertEquals("---", lines.get(0));
    int end = lines.subList(1, lines.size()).indexOf("---");
    assertTrue(end > 0, card);
    String yaml = String.join("\n", lines.subList(1, 1 + end));
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(yaml);
  }

  @SuppressWarnings("unchecked") // the metadata's shape is the hub's
  private static Map<String, Object> result(Map<String, Object> metadata) {
    Map<String, Object> index = ((List<Map<String, Object>>) metadata.get("model-index")).get(0);
    return ((List<Map<String, Object>>) index.get("results")).get(0);
  }

  @Test
  void theMetadataIsWhatTheHubAsksFor() {
    Map<String, Object> metadata = metadata(card(run()));
    assertEquals("transformers", metadata.get("library_name"));
    assertEquals("text-classification", metadata.get("pipeline_tag"));
    assertEquals(
        List.of("text-classification", "classifine", "single-label-classification"),
        metadata.get("tags"));
    assertEquals("sentence-transformers/all-MiniLM-L6-v2", metadata.get("base_model"));
    assertEquals(List.of("accuracy", "f1"), metadata.get("metrics"));
    Map<String, Object> result = result(metadata);
    assertEquals(
        Map.of("type", "text-classification", "name", "Text Classification"), result.get("task"));
    assertEquals(Map.of("type", "unknown", "name", "test.csv"), result.get("dataset"));
    assertEquals(
        List.of(
            Map.of("type", "accuracy", "value", 0.9, "name", "Accuracy"),
            Map.of(
                "type",
                "f1",
                "value",
                0.8765432109876543,
                "name",
                "Macro F1",
                "args",
                Map.of("average", "macro"))),
        result.get("metrics"));
  }

  @Test
  void theTextTellsWhatTheRunWas() {
    String card = card(run());
    assertTrue(
        card.contains("| loss | 0.2500 |\n| Accuracy | 0.9000 |\n| Macro F1 | 0.8765 |\n\n"), card);
    assertFalse(card.contains("per_second"), card);
    assertTrue(card.contains("fine-tuned for single-label text classification"), card);
  }

  @Test
  void noPathAndNoOtherOptionIsTold() {
    String card = card(run());
    assertFalse(card.contains("person"), card);
    assertFalse(card.contains("data\\"), card);
    assertTrue(card.contains("| training | train.csv | 90 | `aa11` |\n"), card);
    assertTrue(card.contains("| evaluation | test.csv | 10 | `bb22` |\n"), card);
    assertTrue(card.contains("| `learning_rate` | 2e-4 |\n"), card);
    assertTrue(card.contains("| `epochs` | 3.0 |\n"), card);
    assertTrue(card.contains("| `class_weights` | {\"a\\|b\":2.0} |\n"), card);
    assertFalse(card.contains("weight_decay"), card);
    assertTrue(card.contains("classifine 0.1.0, java 17, libtorch 2.7.1.\n"), card);
  }

  @Test
  void aQueryIsNotTold() {
    JsonObject run = run();
    for (String part : List.of("train", "eval")) {
      JsonObject rows = run.getAsJsonObject(part);
      rows.addProperty("file", "SELECT a FROM 'x/*.parquet' WHERE b");
      rows.addProperty("query", true);
    }
    run.getAsJsonObject("eval").addProperty("held_out_fraction", 0.2);
    String card = card(run);
    assertTrue(card.contains("| training | a query | 90 | `aa11` |\n"), card);
    String heldOut = "a query (held out: 0.2 of the rows)";
    assertTrue(card.contains("| evaluation | " + heldOut + " | 10 | `bb22` |\n"), card);
    assertEquals(heldOut, ((Map<?, ?>) result(metadata(card)).get("dataset")).get("name"));
    assertFalse(card.contains("WHERE"), card);
    assertFalse(card.contains("parquet"), card);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "---",
        "a: b",
        "- x",
        "# no",
        "no",
        "null",
        "1e3",
        "2026-01-01",
        "{a}",
        "[b]",
        "&x *y",
        "!t",
        "\"q\" 'q'",
        "%p",
        " lead",
        "tail ",
        "|",
        ">",
        "…🙂",
        "@at",
        "`"
      })
  void anyNameStaysWhatItIs(String name) {
    JsonObject run = run();
    run.getAsJsonObject("eval").addProperty("file", "/data/" + name);
    Map<String, Object> metadata = metadata(ModelCard.text(name, run, DEFAULTS));
    assertEquals(name, ((Map<?, ?>) ((List<?>) metadata.get("model-index")).get(0)).get("name"));
    assertEquals(name, ((Map<?, ?>) result(metadata).get("dataset")).get("name"));
  }

  @Test
  void whatYamlCannotHoldIsReplaced() {
    Map<String, Object> metadata =
        metadata(ModelCard.text("a\nb\t\u0001\u0085\u2028c\ud800", run(), DEFAULTS));
    assertEquals(
        "a b    c\ufffd", ((Map<?, ?>) ((List<?>) metadata.get("model-index")).get(0)).get("name"));
  }

  @Test
  void hostileLabelsStayInTheirCells() {
    JsonObject run = run();
    JsonArray labels = new JsonArray();
    labels.add("a | b\n---\n# c");
    labels.add("<script>alert(1)</script> [x](javascript:y) *z* `w` $m$");
    run.add("labels", labels);
    String card = card(run);
    assertTrue(card.contains("\n| 0 | a \\| b --- \\# c |\n"), card);
    assertTrue(
        card.contains(
            "\n| 1 | &lt;script&gt;alert(1)&lt;/script&gt; \\[x\\](javascript:y) \\*z\\* \\`w\\`"
                + " \\$m\\$ |\n"),
        card);
  }

  @ParameterizedTest
  @CsvSource({"1.5E7, 1.5E+7", "2.0E-5, 2.0E-5", "0.1, 0.1"})
  void numbersAreNumbersForParsersOfYaml11(double value, String written) {
    JsonObject run = run();
    run.getAsJsonObject("metrics").addProperty("eval_mse", value);
    assertTrue(card(run).contains("value: " + written + "\n"), card(run));
    List<?> metrics = (List<?>) result(metadata(card(run))).get("metrics");
    assertEquals(value, ((Map<?, ?>) metrics.get(2)).get("value"));
  }

  @Test
  void aNumberThatIsNotFiniteIsNoResult() {
    JsonObject run = run();
    run.getAsJsonObject("metrics").add("eval_accuracy", JsonNull.INSTANCE);
    assertEquals(List.of("f1"), metadata(card(run)).get("metrics"));
    assertTrue(card(run).contains("| Accuracy | not finite |\n"), card(run));
  }

  @Test
  void withoutAnEvaluationThereAreNoResults() {
    JsonObject run = run();
    run.remove("eval");
    run.add("metrics", Json.parseObject("{\"train_loss\": 0.5}", "metrics"));
    String card = card(run);
    assertFalse(metadata(card).containsKey("model-index"));
    assertFalse(metadata(card).containsKey("metrics"));
    assertTrue(card.contains("- The model was not evaluated: nothing is known"), card);
  }

  @Test
  void whatOthersMustApplyIsSaid() {
    JsonObject run = run();
    assertFalse(card(run).contains("classifine_decision"));
    run.getAsJsonObject("options").addProperty("calibrate", true);
    run.getAsJsonObject("label_smoothing").addProperty("in_effect", 0.1);
    run.add(
        "decision_tuning",
        Json.parseObject(
            "{\"before\": {\"ece\": 0.2}, \"after\": {\"ece\": 0.00001}}", "decision_tuning"));
    String card = card(run);
    assertTrue(card.contains("stored in `config.json` under `classifine_decision`"), card);
    assertTrue(card.contains("Trained with label smoothing 0.1"), card);
    assertTrue(card.contains("Choices were made on the rows"), card);
    assertTrue(card.contains("| ece | 0.2000 | 1.000e-05 |\n"), card);
  }

  @ParameterizedTest
  @CsvSource({
    "org/name, /c/models--org--name/snapshots/0a1b/config.json, org/name",
    "org/name@v2, /c/models--org--name/snapshots/0a1b/config.json, org/name",
    "bert-base, /c/models--bert-base/snapshots/0a1b/config.json, bert-base",
    "org/name, org/name/config.json,",
    "/models/mine, /models/mine/config.json,",
    "e5-small-v2, of a jar, intfloat/e5-small-v2"
  })
  void aBaseIsNamedWhereTheHubHasIt(String model, String place, String name) {
    JsonObject run = run();
    run.addProperty("model", model);
    run.addProperty("model_config", place);
    assertEquals(name, metadata(card(run)).get("base_model"));
  }

  @Test
  void anAdapterIsLoadedByPeft() {
    JsonObject run = run();
    run.getAsJsonObject("options").addProperty("save_adapter", true);
    Map<String, Object> metadata = metadata(card(run));
    assertEquals("peft", metadata.get("library_name"));
    assertTrue(((List<?>) metadata.get("tags")).contains("lora"));
    assertTrue(
        card(run)
            .contains("from_pretrained(\"sentence-transformers/all-MiniLM-L6-v2\", num_labels=2"),
        card(run));
  }

  @Test
  void aCardIsWrittenAnewUntilAPersonTakesItOver() throws IOException {
    Path file = temporary.resolve("README.md");
    Files.writeString(file, card(run()).replace("tickets", "older"));
    ModelCard.write(temporary, run(), DEFAULTS);
    assertFalse(Files.readString(file).contains("# older"));
    byte[] own = {(byte) 0xff, '#', ' ', 'm', 'y'}; // not even UTF-8
    Files.write(file, own);
    ModelCard.write(temporary, run(), DEFAULTS);
    assertEquals(own.length, Files.size(file));
  }
}
