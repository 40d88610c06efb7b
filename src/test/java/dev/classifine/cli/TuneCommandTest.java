package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code classifine tune}, and the commands that go by what it wrote. */
class TuneCommandTest {

  private static final String KEY = "classifine_decision";
  private static final String[] WORDS = {"what", "city", "who", "person", "world", "first", "in"};

  @TempDir Path temporary;
  private TinyRuns tiny;
  private Path model;
  private Path data;

  @BeforeEach
  void prepare() throws IOException {
    tiny = new TinyRuns(temporary);
    model = tiny.modelCopy();
    configure(config -> config.addProperty("problem_type", "multi_label_classification"));
    StringBuilder rows = new StringBuilder();
    for (int i = 0; i < 40; i++) {
      String text = WORDS[i % 7] + " " + WORDS[i * i % 7] + " " + WORDS[(i / 7 + 3) % 7];
      List<String> labels = new ArrayList<>();
      for (int k = 0; k < 3; k++) { // class 3 never occurs
        if ((i * (k + 2) + i / 5) % 3 == 0) {
          labels.add("class " + k);
        }
      }
      rows.append(Json.line(Map.of("text", text, "labels", labels))).append('\n');
    }
    data = tiny.write("held-out.jsonl", rows.toString());
  }

  @Test
  void inPlaceWritesTheConfigurationAloneAndEvaluateGoesByIt() throws IOException {
    JsonObject before = config(model);
    CommandLineRunner run = tune("--in-place", "--calibrate", "--thresholds", "per-label");
    assertOk(run);
    for (String file : List.of("model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      assertEquals(-1, Files.mismatch(Path.of(TinyRuns.MODEL, file), model.resolve(file)), file);
    }
    JsonObject after = config(model);
    JsonObject decision = after.remove(KEY).getAsJsonObject();
    assertEquals(before, after, "nothing else is changed");
    assertEquals(0.5, decision.getAsJsonObject("thresholds").get("class 3").getAsDouble());
    Path numbers = temporary.resolve("numbers.json");
    CommandLineRunner evaluated =
        run(
            "evaluate",
            "--model",
            model,
            "--data",
            data,
            "--calibration",
            "--output",
            numbers,
            "--device",
            "cpu");
    assertOk(evaluated);
    JsonObject json = Json.readObject(numbers);
    for (String name : List.of("ece", "brier_score", "macro_f1", "micro_f1", "hamming_loss")) {
      double value = json.get("eval_" + name).getAsDouble();
      assertEquals(after(run, name), value, 5e-5, name + "\n" + run);
    }
    assertTrue(evaluated.out().contains("brier_score  "), evaluated.toString());
    assertTrue(after(run, "log_loss") < before(run, "log_loss"), run.toString());
    assertTrue(after(run, "macro_f1") > before(run, "macro_f1"), run.toString());
    assertTrue(run.out().contains("threshold of class 0"), run.toString());
  }

  @Test
  void outputIsAWholeCheckpointAndTheModelStaysAsItWas() throws IOException {
    JsonObject before = config(model);
    assertOk(tune("--output", tiny.output(), "--tune-thresholds", "one", "--top-k", "2"));
    assertEquals(before, config(model));
    JsonObject after = config(tiny.output());
    JsonObject decision = after.remove(KEY).getAsJsonObject();
    assertEquals(before, after);
    for (String file : List.of("model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      assertEquals(-1, Files.mismatch(model.resolve(file), tiny.output().resolve(file)), file);
    }
    double threshold = decision.get("threshold").getAsDouble();
    assertEquals(2, decision.get("top_k").getAsInt());
    List<JsonObject> rows = predict(tiny.output());
    assertEquals(40, rows.size());
    for (JsonObject row : rows) {
      JsonObject scores = row.getAsJsonObject("scores");
      List<String> expected =
          scores.keySet().stream()
              .filter(label -> scores.get(label).getAsDouble() > threshold)
              .sorted(Comparator.comparing((String label) -> -scores.get(label).getAsDouble()))
              .limit(2)
              .toList();
      assertEquals(expected, labels(row), row.toString());
    }
  }

  @Test
  void noneTakesTheDefaultBack() {
    JsonObject before = config(model);
    assertOk(tune("--in-place", "--at-least-one"));
    assertEquals("{\"at_least_one\":true}", Json.line(config(model).get(KEY)));
    assertOk(tune("--in-place", "--top-k", "1"));
    assertEquals("{\"top_k\":1}", Json.line(config(model).get(KEY)), "set anew as a whole");
    assertOk(tune("--in-place", "--thresholds", "none"));
    assertEquals(before, config(model));
  }

  @Test
  void predictTakesOtherRulesForOneCall() throws IOException {
    configure(config -> config.add(KEY, Json.parse("{\"at_least_one\": true}", "test")));
    assertEquals(List.of(4), counts("--threshold", "0"));
    assertEquals(List.of(1), counts("--threshold", "1"), "at least one, by the checkpoint");
    assertEquals(List.of(0), counts("--threshold", "1", "--no-at-least-one"));
    assertEquals(List.of(2), counts("--threshold", "0", "--top-k", "2"));
    configure(config -> config.remove(KEY));
    assertEquals(List.of(1), counts("--threshold", "1", "--at-least-one"));
    for (JsonObject row : predict(model)) {
      List<String> positive =
          IntStream.range(0, 4)
              .filter(k -> row.getAsJsonArray("logits").get(k).getAsFloat() > 0)
              .mapToObj(k -> "class " + k)
              .toList();
      assertEquals(positive, labels(row), "by default every logit above 0");
    }
  }

  @Test
  void whatIsForMultiLabelIsRefusedElsewhere() throws IOException {
    Object[] predict = {"predict", "--model", TinyRuns.MODEL, "--input", data.toString()};
    for (Object[] more :
        new Object[][] {{"--threshold", "0.4"}, {"--top-k", "1"}, {"--at-least-one"}}) {
      assertFails(2, run(concat(predict, more)), "--threshold, --top-k and --at-least-one are for");
    }
    assertFails(2, run(concat(predict, "--threshold", "1.5")), "threshold: 1.5", "in [0, 1]");
    model = Path.of(TinyRuns.MODEL);
    data = tiny.write("single.csv", "text,label\nwhat,class 0\nwho,class 1\n");
    Path output = tiny.output();
    assertFails(2, tune("--output", output, "--thresholds", "one"), "single-label");
    assertFails(2, tune("--output", output, "--at-least-one"), "single-label");
    assertOk(tune("--output", output, "--temperature"));
    assertEquals("temperature", config(output).getAsJsonObject(KEY).keySet().iterator().next());
  }

  @Test
  void calibrationIsNotForNumbers() throws IOException {
    configure(config -> config.addProperty("problem_type", "regression"));
    Path numbers = tiny.write("numbers.jsonl", "{\"text\":\"a\",\"labels\":[1,2,3,4]}\n");
    assertFails(
        2,
        run("evaluate", "--model", model, "--data", numbers, "--calibration"),
        "regression has no probabilities");
    data = numbers;
    assertFails(2, tune("--in-place", "--temperature"), "regression has no probabilities");
  }

  @Test
  void furtherTrainingDropsADecisionThatWasForOtherWeights() throws IOException {
    configure(config -> config.add(KEY, Json.parse("{\"threshold\": 0.9}", "test")));
    assertOk(tiny.train(model.toString(), data, "--epochs", "1"));
    assertFalse(config(tiny.output()).has(KEY));
    assertEquals("multi_label_classification", string(config(tiny.output()), "problem_type"));
  }

  @Test
  void exportCarriesItAndProgramsOfLogitsWarn() throws IOException {
    configure(config -> config.add(KEY, Json.parse("{\"threshold\": 0.9}", "test")));
    Object[] export = {"export", "--model", model.toString(), "--output"};
    Path folder = temporary.resolve("exported");
    assertFalse(log(concat(export, folder.toString(), "--format", "huggingface")).contains("WARN"));
    assertEquals("{\"threshold\":0.9}", Json.line(config(folder).get(KEY)));
    Path archive = temporary.resolve("archive.pt");
    String log = log(concat(export, archive.toString(), "--format", "torchscript"));
    assertTrue(log.contains("has a tuned decision"), log);
    Path onnx = temporary.resolve("onnx");
    log = log(concat(export, onnx.toString(), "--format", "onnx"));
    assertTrue(log.contains("The ONNX model gives raw logits: whoever runs it must apply"), log);
    assertEquals("{\"threshold\":0.9}", Json.line(config(onnx).get(KEY)));
    configure(config -> config.remove(KEY));
    log = log(concat(export, archive.toString(), "--format", "torchscript", "--overwrite"));
    assertFalse(log.contains("WARN"), log);
  }

  @Test
  void aDecisionThatIsDamagedIsToldBeforeAnythingIsDone() throws IOException {
    configure(config -> config.add(KEY, Json.parse("{\"thresholds\": {\"x\": 0.9}}", "test")));
    for (String command : List.of("predict", "evaluate", "export", "tune")) {
      List<String> args = new ArrayList<>(List.of(command, "--model", model.toString()));
      args.addAll(
          switch (command) {
            case "predict" -> List.of("--input", data.toString());
            case "export" -> List.of("--format", "huggingface", "--output", tiny.output() + "");
            case "tune" -> List.of("--data", data.toString(), "--in-place", "--temperature");
            default -> List.of("--data", data.toString());
          });
      assertFails(
          1,
          run(args.toArray()),
          model.resolve("config.json") + ": classifine_decision: thresholds: the label \"x\" is");
    }
  }

  @Test
  void aWrongCommandLineIsToldWithItsRemedy() {
    assertFails(2, tune("--temperature"), "neither was given");
    assertFails(2, tune("--temperature", "--in-place", "--output", "x"), "both were given");
    assertFails(2, tune("--in-place"), "Nothing is to be tuned");
    assertFails(2, tune("--in-place", "--thresholds", "all"), "--thresholds: \"all\"");
    assertFails(2, tune("--in-place", "--top-k", "-1"), "top-k: -1");
    assertFails(2, tune("--temperature", "--output", model), "is not empty");
    model = Path.of("org/name");
    assertFails(2, tune("--in-place", "--temperature"), "is no checkpoint's folder");
  }

  private CommandLineRunner tune(Object... more) {
    Object[] begin = {"tune", "--model", model, "--data", data, "--device", "cpu"};
    return run(concat(begin, more));
  }

  private static CommandLineRunner run(Object... args) {
    return CommandLineRunner.run(Stream.of(args).map(Object::toString).toArray(String[]::new));
  }

  private List<JsonObject> predict(Path from, Object... more) {
    CommandLineRunner run =
        run(concat(new Object[] {"predict", "--model", from, "--input", data, "--logits"}, more));
    assertOk(run);
    return run.out().lines().map(line -> Json.parseObject(line, "a line")).toList();
  }

  /** The different numbers of labels that texts get. */
  private List<Integer> counts(Object... more) {
    return predict(model, more).stream().map(row -> labels(row).size()).distinct().toList();
  }

  private static List<String> labels(JsonObject row) {
    return row.getAsJsonArray("labels").asList().stream().map(JsonElement::getAsString).toList();
  }

  /** What an export logs. */
  private static String log(Object... args) {
    PrintStream before = System.err;
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    System.setErr(new PrintStream(bytes, true, StandardCharsets.UTF_8));
    try {
      assertOk(run(args));
    } finally {
      System.setErr(before);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private void configure(java.util.function.Consumer<JsonObject> change) throws IOException {
    JsonObject config = config(model);
    change.accept(config);
    Files.writeString(model.resolve("config.json"), Json.pretty(config));
  }

  private static JsonObject config(Path folder) {
    return Json.readObject(folder.resolve("config.json"));
  }

  private static String string(JsonObject json, String key) {
    return json.get(key).getAsString();
  }

  private static double before(CommandLineRunner run, String name) {
    return number(run, name, 1);
  }

  private static double after(CommandLineRunner run, String name) {
    return number(run, name, 2);
  }

  private static double number(CommandLineRunner run, String name, int column) {
    return run.out()
        .lines()
        .filter(line -> line.startsWith(name + " "))
        .mapToDouble(line -> Double.parseDouble(line.split("\\s+")[column]))
        .findFirst()
        .orElseThrow();
  }

  private static Object[] concat(Object[] args, Object... more) {
    return Stream.concat(Stream.of(args), Stream.of(more)).toArray();
  }

  private static void assertOk(CommandLineRunner run) {
    assertEquals(0, run.code(), run.toString());
  }

  private static void assertFails(int code, CommandLineRunner run, String... parts) {
    assertEquals(code, run.code(), run.toString());
    for (String part : parts) {
      assertTrue(run.err().contains(part), run.toString());
    }
  }
}
