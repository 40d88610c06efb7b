package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/** The model cards that real runs leave. */
class ModelCardCommandTest {

  @TempDir Path temporary;
  private TinyRuns tiny;

  @BeforeEach
  void prepare() {
    tiny = new TinyRuns(temporary);
  }

  private String trained(Path train, String... more) throws IOException {
    CommandLineRunner run = tiny.train(train, more);
    assertEquals(0, run.code(), run.toString());
    String card = Files.readString(file());
    assertFalse(card.contains(temporary.toString()), card);
    return card;
  }

  private Path file() {
    return tiny.output().resolve("README.md");
  }

  private static Map<String, Object> metadata(String card) {
    return new Yaml(new SafeConstructor(new LoaderOptions())).load(card.split("(?m)^---$")[1]);
  }

  /** Compares every result of the metadata with the numbers that the run wrote. */
  private void assertResults(String card, List<String> names) {
    JsonObject results = Json.readObject(tiny.output().resolve("all_results.json"));
    List<Double> expected = names.stream().map(name -> results.get(name).getAsDouble()).toList();
    List<Object> found = new ArrayList<>();
    Map<?, ?> index = (Map<?, ?>) ((List<?>) metadata(card).get("model-index")).get(0);
    Map<?, ?> result = (Map<?, ?>) ((List<?>) index.get("results")).get(0);
    ((List<?>) result.get("metrics"))
        .forEach(metric -> found.add(((Map<?, ?>) metric).get("value")));
    assertEquals(expected, found);
  }

  @Test
  void aRunOfOneLabel() throws IOException {
    String card =
        trained(
            tiny.csv(24),
            "--eval-fraction",
            "0.25",
            "--max-steps",
            "2",
            "--label-smoothing",
            "0.1",
            "--calibrate");
    assertResults(
        card,
        List.of(
            "eval_accuracy",
            "eval_macro_f1",
            "eval_macro_precision",
            "eval_macro_recall",
            "eval_micro_f1",
            "eval_micro_precision",
            "eval_micro_recall",
            "eval_weighted_f1",
            "eval_weighted_precision",
            "eval_weighted_recall"));
    assertTrue(card.contains("(held out: 0.25 of the rows)"), card);
    assertTrue(card.contains("| `label_smoothing` | 0.1 |"), card);
    assertTrue(card.contains("classifine_decision"), card);
    assertFalse(card.contains("| `optimizer"), card);
    CommandLineRunner evaluated =
        CommandLineRunner.run(
            "inspect", "--model", tiny.output().toString()); // a card is no part of a checkpoint
    assertEquals(0, evaluated.code(), evaluated.toString());
  }

  @Test
  void aRunOfSeveralLabelsWithHostileNames() throws IOException {
    Path train =
        tiny.write(
            "rows.jsonl",
            "{\"text\": \"who was it ?\", \"labels\": [\"a: |\", \"--- # <b>\"]}\n"
                + "{\"text\": \"what city ?\", \"labels\": []}\n"
                + "{\"text\": \"who ?\", \"labels\": [\"a: |\"]}\n");
    String card = trained(train, "--eval", train.toString(), "--max-steps", "1");
    JsonObject results = Json.readObject(tiny.output().resolve("all_results.json"));
    assertTrue(results.has("eval_subset_accuracy"));
    assertTrue(card.contains("| a: \\| |\n"), card);
    assertTrue(card.contains("| --- \\# &lt;b&gt; |\n"), card);
    assertTrue(card.contains("function_to_apply=\"sigmoid\""), card);
    assertTrue(metadata(card).get("tags").toString().contains("multi-label-classification"));
  }

  @Test
  void aRegression() throws IOException {
    Path train =
        tiny.write("rows.csv", "text,label\nwho was it ?,0.5\nwhat city ?,2.25\nwho ?,-1.5\n");
    assertResults(
        trained(train, "--eval", train.toString(), "--max-steps", "1"),
        List.of("eval_mse", "eval_rmse", "eval_mae", "eval_pearson", "eval_spearman"));
  }

  @Test
  void noModelCardLeavesWhatIsThere() throws IOException {
    Path train = tiny.csv(8);
    String first = trained(train, "--max-steps", "1");
    assertFalse(metadata(first).containsKey("model-index"));
    assertEquals(first, trained(train, "--max-steps", "2", "--overwrite", "--no-model-card"));
    Files.delete(file());
    CommandLineRunner run = tiny.train(train, "--max-steps", "1", "--overwrite", "--no-model-card");
    assertEquals(0, run.code(), run.toString());
    assertFalse(Files.exists(file()));
  }
}
