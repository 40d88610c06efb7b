package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whole commands on a tiny checkpoint: what they print and the files that they leave. */
class CommandsTest {

  @TempDir Path temporary;
  private TinyRuns tiny;

  @BeforeEach
  void prepare() {
    tiny = new TinyRuns(temporary);
  }

  @Test
  void trainLeavesACheckpointWithItsResults() throws IOException {
    CommandLineRunner run = trained();
    try (var files = Files.list(tiny.output())) {
      assertEquals(
          new TreeSet<>(
              List.of(
                  "README.md",
                  "all_results.json",
                  "config.json",
                  "eval_results.json",
                  "metrics.jsonl",
                  "model.safetensors",
                  "report.html",
                  "report.json",
                  "run.json",
                  "tokenizer.json",
                  "tokenizer_config.json",
                  "train_results.json",
                  "trainer_state.json")),
          files
              .map(file -> file.getFileName().toString())
              .collect(Collectors.toCollection(TreeSet::new)));
    }
    JsonObject results = json("all_results.json");
    assertEquals(1.0, results.get("eval_accuracy").getAsDouble(), run.toString());
    for (String name :
        List.of(
            "epoch",
            "train_loss",
            "train_runtime",
            "train_samples_per_second",
            "train_padding_share",
            "eval_loss",
            "eval_smoothed_loss",
            "eval_macro_f1",
            "eval_samples_per_second")) {
      assertTrue(results.has(name), name);
    }
    JsonObject state = json("trainer_state.json");
    assertEquals(40, state.get("global_step").getAsInt());
    assertTrue(state.getAsJsonArray("log_history").size() > 10);
    JsonObject config = json("config.json");
    assertEquals("single_label_classification", config.get("problem_type").getAsString());
    assertEquals("person", config.getAsJsonObject("id2label").get("0").getAsString());
    assertEquals(1, config.getAsJsonObject("label2id").get("place").getAsInt());
    assertEquals(
        -1,
        Files.mismatch(
            Path.of(TinyRuns.MODEL, "tokenizer.json"), tiny.output().resolve("tokenizer.json")));
    assertTrue(run.out().contains("accuracy            1.0000"), run.toString());
    assertTrue(run.err().contains("step 40/40"), run.toString());
  }

  @Test
  void theManifestTellsWhatWasAskedForAndWhatTookEffect() {
    Path data =
        tiny.write(
            "multi.jsonl",
            "{\"text\":\"what city\",\"labels\":[\"place\",\"question\"]}\n{\"text\":\"a\",\"labels\":[]}\n"
                .repeat(8));
    CommandLineRunner run =
        tiny.train(data, "--label-smoothing", "0.1", "--epochs", "1", "--seed", "7");
    assertEquals(0, run.code(), run.toString());
    String warning =
        "Label smoothing is not compatible with multi-label classification. Disabling label"
            + " smoothing for this training run.";
    JsonObject manifest = json("run.json");
    JsonObject smoothing = manifest.getAsJsonObject("label_smoothing");
    assertEquals(0.1, smoothing.get("asked").getAsDouble());
    assertEquals(0.0, smoothing.get("in_effect").getAsDouble());
    assertEquals(warning, smoothing.get("why").getAsString());
    assertEquals(0.1, manifest.getAsJsonObject("options").get("label_smoothing").getAsDouble());
    assertEquals(
        0.0, manifest.getAsJsonObject("options_in_effect").get("label_smoothing").getAsDouble());
    assertEquals("cpu", manifest.getAsJsonObject("options_in_effect").get("device").getAsString());
    assertTrue(manifest.getAsJsonObject("options_in_effect").get("threads").getAsInt() > 0);
    assertEquals(warning, manifest.getAsJsonArray("warnings").get(0).getAsString());
    assertEquals(1, manifest.getAsJsonArray("warnings").size());
    assertEquals("cpu", manifest.get("device").getAsString());
    assertEquals(7, manifest.get("seed").getAsInt());
    assertEquals(64, manifest.getAsJsonObject("train").get("sha256").getAsString().length());
    assertEquals(16, manifest.getAsJsonObject("train").get("rows").getAsInt());
    for (String name :
        List.of("versions", "timings", "metrics", "labels", "problem_type", "created")) {
      assertTrue(manifest.has(name), name);
    }
    assertTrue(run.out().contains("warning: " + warning), run.toString());
  }

  @Test
  void evaluatePrintsATableAndWritesTheSameAsJson() throws IOException {
    trained();
    Path numbers = temporary.resolve("numbers.json");
    CommandLineRunner run = tiny.evaluate(tiny.csv(12), numbers);
    assertEquals(0, run.code(), run.toString());
    assertTrue(
        run.out().contains("person       1.0000    1.0000    1.0000        6"), run.toString());
    JsonObject json = Json.readObject(numbers);
    assertEquals(1.0, json.get("eval_accuracy").getAsDouble());
    assertEquals(
        6, json.getAsJsonObject("labels").getAsJsonObject("place").get("support").getAsInt());
    assertEquals(2, json.getAsJsonArray("confusion").size());
  }

  @Test
  void predictWritesARowForEachInputInItsOrder() throws IOException {
    trained();
    Path input =
        tiny.write(
            "input.csv",
            "label,text\n"
                + "ignored,what city in the world is lima ?\n"
                + ",who was the first person in oslo ?\n"
                + "[broken,\"what, city ?\"\n");
    CommandLineRunner run = predict(input.toString(), "--logits", "--batch-size", "2");
    List<JsonObject> rows = rows(run.out());
    assertEquals(3, rows.size());
    assertEquals("what city in the world is lima ?", rows.get(0).get("text").getAsString());
    assertEquals(
        List.of("place", "person", "place"),
        rows.stream().map(row -> row.get("label").getAsString()).toList());
    JsonObject scores = rows.get(0).getAsJsonObject("scores");
    assertEquals(1, scores.get("person").getAsDouble() + scores.get("place").getAsDouble(), 1e-9);
    List<JsonElement> logits = rows.get(0).getAsJsonArray("logits").asList();
    double odds = Math.exp(logits.get(1).getAsDouble() - logits.get(0).getAsDouble());
    assertEquals(odds / (1 + odds), scores.get("place").getAsDouble(), 1e-6);
  }

  @Test
  void predictReadsGzipLinesAndStandardInput() throws IOException {
    trained();
    String texts = "what city is it ?\n\nwho was the person ?\n";
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(texts.getBytes(StandardCharsets.UTF_8));
    }
    Path file = tiny.write("texts.txt.gz", zipped.toByteArray());
    Path output = temporary.resolve("predictions.jsonl");
    CommandLineRunner run = predict(file.toString(), "--lines", "--output", output.toString());
    assertEquals("", run.out());
    List<JsonObject> rows = rows(Files.readString(output));
    assertEquals(3, rows.size(), "an empty line is an empty text");
    assertEquals("person", rows.get(2).get("label").getAsString());
    assertFalse(rows.get(0).has("logits"));

    InputStream before = System.in;
    try {
      System.setIn(
          new ByteArrayInputStream(
              "{\"text\":\"what city ?\"}\n".getBytes(StandardCharsets.UTF_8)));
      assertEquals("place", rows(predict("-").out()).get(0).get("label").getAsString());
    } finally {
      System.setIn(before);
    }
  }

  @Test
  void multiLabelAndRegressionPredictTheirOwnForms() throws IOException {
    Path multi =
        tiny.write(
            "multi.csv",
            "text,label\n" + "what city,place;question\nwho is it,person\na,\n".repeat(6));
    CommandLineRunner run =
        tiny.train(multi, "--label-delimiter", ";", "--epochs", "80", "--learning-rate", "2e-3");
    assertEquals(0, run.code(), run.toString());
    List<JsonObject> rows =
        rows(predict(tiny.write("t.csv", "text\nwhat city\na\n").toString()).out());
    assertEquals("[\"place\",\"question\"]", rows.get(0).get("labels").toString());
    assertEquals("[]", rows.get(1).get("labels").toString());

    Path numbers =
        tiny.write("numbers.csv", "text,label\n" + "what city,1.5\nwho is it,-2\n".repeat(8));
    run =
        tiny.train(
            numbers,
            "--overwrite",
            "--epochs",
            "80",
            "--learning-rate",
            "2e-3",
            "--eval-fraction",
            "0.25");
    assertEquals(0, run.code(), run.toString());
    assertTrue(run.out().contains("pearson"), run.toString());
    rows = rows(predict(tiny.write("t.csv", "text\nwhat city\nwho is it\n").toString()).out());
    assertEquals(1.5, rows.get(0).get("label").getAsDouble(), 0.3);
    assertEquals(-2, rows.get(1).get("label").getAsDouble(), 0.3);
    assertEquals("regression", json("config.json").get("problem_type").getAsString());
  }

  @Test
  void aCheckpointsOwnLabelsAndHeadAreKept() throws IOException {
    Path data = tiny.write("own.csv", "text,label\na,class 3\nb,class 1\n");
    CommandLineRunner run = tiny.train(data, "--learning-rate", "0", "--epochs", "1");
    assertEquals(0, run.code(), run.toString());
    assertEquals(4, json("config.json").getAsJsonObject("id2label").size());
    assertEquals("[]", json("run.json").get("new_parameters").toString());
    assertEquals("checkpoint", json("run.json").get("labels_from").getAsString());
    assertEquals(
        -1,
        Files.mismatch(
            Path.of(TinyRuns.MODEL, "model.safetensors"),
            tiny.output().resolve("model.safetensors")),
        "at learning rate 0 the tensors come out byte for byte");
  }

  @Test
  void theSameSeedLeavesTheSameBytes() throws IOException {
    Path first = temporary.resolve("first");
    Path second = temporary.resolve("second");
    Path other = temporary.resolve("other");
    for (Path output : List.of(first, second, other)) {
      String seed = output.equals(other) ? "8" : "7";
      CommandLineRunner run =
          tiny.train(tiny.csv(64), "--output", output.toString(), "--seed", seed, "--epochs", "2");
      assertEquals(0, run.code(), run.toString());
    }
    Path weights = Path.of("model.safetensors");
    assertEquals(-1, Files.mismatch(first.resolve(weights), second.resolve(weights)));
    assertTrue(Files.mismatch(first.resolve(weights), other.resolve(weights)) >= 0);
  }

  @Test
  void optionsComeFromAFileAndTheCommandLineWins() {
    Path yaml =
        tiny.write(
            "run.yaml",
            "num_train_epochs: 2\nper_device_train_batch_size: 4\nlabel-smoothing: 0.2\n");
    CommandLineRunner run = tiny.train(tiny.csv(16), "--config", yaml.toString(), "--epochs", "1");
    assertEquals(0, run.code(), run.toString());
    JsonObject options = json("run.json").getAsJsonObject("options");
    assertEquals(1.0, options.get("epochs").getAsDouble());
    assertEquals(4, options.get("batch_size").getAsInt());
    assertEquals(0.2, options.get("label_smoothing").getAsDouble());
    Path json =
        tiny.write("run.json", "{\"overwrite\": true, \"max_steps\": 3, \"scheduler\": null}");
    run = tiny.train(tiny.csv(16), "--config=" + json);
    assertEquals(0, run.code(), run.toString());
    assertEquals(3, json("trainer_state.json").get("global_step").getAsInt());
  }

  @Test
  void transformersNamesAreAccepted() {
    CommandLineRunner run =
        CommandLineRunner.run(
            "train",
            "--model_name_or_path",
            TinyRuns.MODEL,
            "--train_file",
            tiny.csv(16).toString(),
            "--validation_file",
            tiny.csv(8).toString(),
            "--output_dir=" + tiny.output(),
            "--num_train_epochs",
            "1",
            "--per_device_train_batch_size",
            "4",
            "--per_device_eval_batch_size",
            "4",
            "--label_smoothing_factor",
            "0.1",
            "--lr_scheduler_type",
            "constant_with_warmup",
            "--warmup_steps",
            "2",
            "--max_seq_length",
            "24",
            "--gradient_accumulation_steps",
            "2",
            "--overwrite_output_dir",
            "--ignore_mismatched_sizes");
    assertEquals(0, run.code(), run.toString());
    assertEquals(2, json("trainer_state.json").get("global_step").getAsInt());
  }

  @Test
  void doctorTellsWhatIsHereAndFailsWhereADeviceIsNot() {
    CommandLineRunner run = CommandLineRunner.run("doctor");
    assertEquals(0, run.code(), run.toString());
    for (String name :
        List.of(
            "java",
            "libtorch         2.7.1",
            "devices",
            "threads",
            "memory",
            "weights cache    " + System.getenv("CLASSIFINE_CACHE"),
            "offline",
            "minilm")) {
      assertTrue(run.out().contains(name), run.toString());
    }
    assertEquals(0, CommandLineRunner.run("doctor", "--device", "cpu").code());
    CommandLineRunner cuda = CommandLineRunner.run("doctor", "--device", "cuda");
    assertEquals(1, cuda.code(), cuda.toString());
    assertTrue(cuda.out().contains("no GPU because"), cuda.toString());
    assertEquals(2, CommandLineRunner.run("doctor", "--device", "tpu").code());
  }

  @Test
  void helpAndVersionAreResults() {
    CommandLineRunner help = CommandLineRunner.run("--help");
    assertEquals(0, help.code());
    assertTrue(help.out().contains("demo") && help.out().contains("doctor"), help.toString());
    assertTrue(CommandLineRunner.run("train", "--help").out().contains("--label-smoothing"));
    assertTrue(CommandLineRunner.run("--version").out().matches("classifine \\d+\\.\\d+.*\\R"));
  }

  private CommandLineRunner trained() {
    CommandLineRunner run =
        tiny.train(
            tiny.csv(64),
            "--eval",
            tiny.csv(12).toString(),
            "--epochs",
            "5",
            "--learning-rate",
            "2e-3",
            "--label-smoothing",
            "0.1",
            "--logging-steps",
            "4");
    assertEquals(0, run.code(), run.toString());
    return run;
  }

  private CommandLineRunner predict(String input, String... more) {
    List<String> args =
        new java.util.ArrayList<>(
            List.of(
                "predict",
                "--model",
                tiny.output().toString(),
                "--input",
                input,
                "--device",
                "cpu"));
    args.addAll(List.of(more));
    CommandLineRunner run = CommandLineRunner.run(args.toArray(String[]::new));
    assertEquals(0, run.code(), run.toString());
    return run;
  }

  private JsonObject json(String name) {
    return Json.readObject(tiny.output().resolve(name));
  }

  private static List<JsonObject> rows(String lines) {
    return lines.lines().map(line -> Json.parseObject(line, "prediction")).toList();
  }
}
