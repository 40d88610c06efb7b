package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.TextClassifier;
import dev.classifine.io.Json;
import dev.classifine.script.NativeRuntime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whole sweeps of the tiny checkpoint. */
class SweepCommandTest {

  private static final List<String> NUMBERS =
      List.of("eval_accuracy", "eval_loss", "train_loss", "eval_macro_f1");

  @TempDir Path temporary;
  private TinyRuns tiny;
  private Path train;
  private Path output;

  @BeforeEach
  void prepare() {
    tiny = new TinyRuns(temporary);
    train = tiny.csv(16);
    output = temporary.resolve("sweep");
  }

  /** A file whose options are those of every test, with more lines under it. */
  private Path file(String more) {
    return tiny.write(
        "sweep.yaml",
        """
        options:
          model: %s
          train: %s
          eval_fraction: 0.25
          ignore_mismatched_sizes: true
          device: cpu
          threads: %d
          max_length: 24
        %s
        """
            .formatted(TinyRuns.MODEL, train, NativeRuntime.threads(), more));
  }

  private CommandLineRunner sweep(Path file, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("sweep", file.toString(), "--output", output.toString()));
    arguments.addAll(List.of(more));
    return CommandLineRunner.run(arguments.toArray(String[]::new));
  }

  private JsonObject results() {
    return Json.readObject(output.resolve("results.json"));
  }

  private JsonObject record(String name) {
    return Json.readObject(output.resolve("records").resolve(name + ".json"));
  }

  @Test
  void aGridIsWhatTheSingleRunsAre() {
    CommandLineRunner run =
        sweep(
            file("metric: accuracy\nsweep:\n  learning-rate: [1e-3, 5e-5]\n  batch_size: [4, 8]\n"),
            "--epochs",
            "2");
    assertEquals(0, run.code(), run.toString());
    String[] rates = {"1e-3", "1e-3", "5e-5", "5e-5"};
    String[] sizes = {"4", "8", "4", "8"};
    double best = 0;
    for (int i = 0; i < 4; i++) {
      Path single = temporary.resolve("single-" + i);
      String options =
          "--eval-fraction 0.25 --metric accuracy --epochs 2 --learning-rate %s".formatted(rates[i])
              + " --batch-size %s --output %s".formatted(sizes[i], single);
      assertEquals(0, tiny.train(train, options.split(" ")).code());
      JsonObject expected = Json.readObject(single.resolve("all_results.json"));
      JsonObject metrics = record("trial-00" + (i + 1)).getAsJsonObject("metrics");
      for (String name : NUMBERS) {
        assertEquals(expected.get(name).getAsDouble(), metrics.get(name).getAsDouble(), name);
      }
      best = Math.max(best, expected.get("eval_accuracy").getAsDouble());
    }
    JsonObject summary = results().getAsJsonObject("summary");
    assertEquals(best, summary.get("best_value").getAsDouble());
    String name = summary.get("best").getAsString();
    assertTrue(run.out().contains("best: " + name + ", accuracy "), run.out());
    Path checkpoint = output.resolve(summary.get("best_folder").getAsString());
    assertTrue(run.out().contains("checkpoint: " + checkpoint), run.out());
    try (TextClassifier classifier = TextClassifier.load(checkpoint)) {
      assertEquals(2, classifier.labels().size());
    }
  }

  @Test
  void theTableHasTheBestFirstInEightyColumns() {
    CommandLineRunner run =
        sweep(
            file("sweep:\n  learning-rate: [1e-6, 1e-2]\n  weight-decay: [0.1, 0.2]\n"),
            "--max-steps",
            "4");
    assertEquals(0, run.code(), run.toString());
    List<String> lines = run.out().lines().toList();
    assertEquals("   run        loss    learning-rate  weight-decay", lines.get(0));
    assertTrue(lines.get(1).startsWith("*  trial-00"), run.out());
    List<Double> losses =
        lines.subList(1, 5).stream().map(line -> Double.valueOf(line.split("\\s+")[2])).toList();
    assertEquals(losses.stream().sorted().toList(), losses);
    assertTrue(
        lines.stream().allMatch(line -> line.startsWith("checkpoint") || line.length() <= 80));
    assertTrue(run.err().contains("trial-004: done after "), run.err());
  }

  @Test
  void wrongDevicesAreToldBeforeAnythingBegins() {
    Path rates = file("sweep:\n  learning-rate: [1e-3, 5e-5]\n");
    CommandLineRunner unknown = sweep(rates, "--devices", "cpu,tpu");
    assertEquals(2, unknown.code(), unknown.toString());
    assertTrue(unknown.err().contains("--devices: \"tpu\" is not a device"), unknown.err());
    Path devices =
        tiny.write(
            "devices.yaml",
            "options: {model: %s, train: %s, eval-fraction: 0.25}\nsweep: {device: [cpu, cuda]}\n"
                .formatted(TinyRuns.MODEL, train));
    CommandLineRunner both = sweep(devices, "--devices", "cpu");
    assertEquals(2, both.code(), both.toString());
    assertTrue(both.err().contains("sweep.device: --devices gives one to each run"), both.err());
    assertFalse(Files.exists(output));
  }

  @Test
  void halvingTrainsTheBestAnewWithMore() {
    CommandLineRunner run =
        sweep(
            file(
                "method: halving\n"
                    + "seed: 3\n"
                    + "sweep:\n"
                    + "  learning-rate: {min: 1e-6, max: 1e-2, scale: log}\n"
                    + "halving: {resource: max_steps, min: 2, max: 8, factor: 2}\n"));
    assertEquals(0, run.code(), run.toString());
    List<JsonElement> runs = results().getAsJsonArray("runs").asList();
    assertEquals(7, runs.size());
    List<String> expected = new ArrayList<>();
    for (int rung = 1, size = 4; rung <= 3; rung++, size /= 2) {
      List<JsonObject> ended = rung(runs, "rung-" + rung + "-");
      assertEquals(size, ended.size());
      if (rung > 1) {
        assertEquals(expected, ended.stream().map(SweepCommandTest::rate).sorted().toList());
      }
      expected =
          ended.stream()
              .sorted((a, b) -> Double.compare(loss(a), loss(b)))
              .limit(size / 2)
              .map(SweepCommandTest::rate)
              .sorted()
              .toList();
      for (JsonObject one : ended) {
        Path manifest = output.resolve("runs/" + one.get("name").getAsString() + "/run.json");
        assertEquals(1 << rung, Json.readObject(manifest).get("steps").getAsLong());
      }
    }
    String best = results().getAsJsonObject("summary").get("best").getAsString();
    assertTrue(best.startsWith("rung-3-trial-"), best);
  }

  private static List<JsonObject> rung(List<JsonElement> runs, String prefix) {
    return runs.stream()
        .map(JsonElement::getAsJsonObject)
        .filter(run -> run.get("name").getAsString().startsWith(prefix))
        .toList();
  }

  private static String rate(JsonObject run) {
    return run.getAsJsonObject("values").get("learning-rate").getAsString();
  }

  private static double loss(JsonObject run) {
    return run.getAsJsonObject("metrics").get("eval_loss").getAsDouble();
  }

  @Test
  void aTrialThatDivergesFailsAndTheOthersGoOn() {
    Path file = file("sweep:\n  learning-rate: [1e30, 1e-3]\n  max-grad-norm: [0]\n");
    CommandLineRunner run = sweep(file, "--epochs", "2");
    assertEquals(1, run.code(), run.toString());
    assertEquals("failed", record("trial-001").get("status").getAsString());
    String message = record("trial-001").get("message").getAsString();
    assertTrue(message.contains("Both must be finite."), message);
    assertTrue(run.out().contains("trial-001 failed: "), run.out());
    assertTrue(run.out().contains("best: trial-002"), run.out());
    CommandLineRunner again = sweep(file, "--epochs", "2", "--resume");
    assertEquals(1, again.code(), again.toString());
    assertTrue(again.err().contains("1 of 2 runs are done already"), again.err());
  }

  @Test
  void onlyTheBestModelIsKept() {
    CommandLineRunner run =
        sweep(
            file("sweep:\n  learning-rate: [1e-6, 1e-2]\n  freeze-layers: [0, 1]\n"),
            "--keep",
            "best",
            "--max-steps",
            "3");
    assertEquals(0, run.code(), run.toString());
    String best = results().getAsJsonObject("summary").get("best").getAsString();
    for (int i = 1; i <= 4; i++) {
      Path folder = output.resolve("runs/trial-00" + i);
      boolean isBest = best.equals("trial-00" + i);
      assertEquals(isBest, Files.exists(folder.resolve("model.safetensors")), folder.toString());
      assertTrue(Files.exists(folder.resolve("run.json")));
    }
    CommandLineRunner again =
        sweep(temporary.resolve("sweep.yaml"), "--keep", "best", "--max-steps", "3", "--resume");
    assertEquals(0, again.code(), again.toString());
    assertTrue(again.err().contains("4 of 4 runs are done already"), again.err());
    assertFalse(again.err().contains("trial-"), again.err());
  }

  @Test
  void theCommandLineWinsOverTheFile() {
    Path file = file("sweep: {bf16: [true, false]}\n");
    CommandLineRunner run =
        sweep(
            file,
            "--max_steps",
            "2",
            "--eval_fraction",
            "0.5",
            "--load-best",
            "True",
            "--no-group-by-length");
    assertEquals(0, run.code(), run.toString());
    JsonObject first = options("trial-001");
    assertEquals(0.5, first.get("eval_fraction").getAsDouble());
    assertEquals(2, first.get("max_steps").getAsLong());
    assertEquals("shuffled", first.get("order").getAsString());
    assertTrue(first.get("load_best_model_at_end").getAsBoolean());
    assertEquals("bf16", first.get("precision").getAsString());
    assertEquals("float32", options("trial-002").get("precision").getAsString());
  }

  private JsonObject options(String name) {
    return Json.readObject(output.resolve("runs/" + name + "/run.json")).getAsJsonObject("options");
  }

  @Test
  void runsOnSeveralDevicesAreProcessesThatComeToTheSame() throws IOException {
    Path file = file("sweep: {learning-rate: [1e-3, 1e-4, 1e-2]}\n");
    CommandLineRunner both = sweep(file, "--max-steps", "2", "--devices", "cpu,cpu");
    assertEquals(2, both.code(), both.toString());
    assertTrue(
        both.err().contains("options.device: --devices gives one to each run."), both.toString());
    Files.writeString(file, Files.readString(file).replace("  device: cpu\n", ""));
    CommandLineRunner one = sweep(file, "--max-steps", "2");
    assertEquals(0, one.code(), one.toString());
    Path first = output;
    output = temporary.resolve("processes");
    CommandLineRunner two = sweep(file, "--max-steps", "2", "--devices", "cpu,cpu");
    assertEquals(0, two.code(), two.toString());
    assertEquals(
        Json.readObject(first.resolve("results.json")).get("summary"), results().get("summary"));
    assertEquals("cpu", record("trial-003").get("device").getAsString());
    assertTrue(Files.exists(output.resolve("logs/trial-003.log")));
  }

  @Test
  void anotherFileIsNoSweepToGoOnWith() {
    assertEquals(0, sweep(file("sweep: {seed: [1, 2]}\n"), "--max-steps", "1").code());
    assertEquals(
        0,
        sweep(file("sweep: {seed: [1, 2]}\n"), "--max-steps", "1", "--threads", "9", "--resume")
            .code(),
        "on how many threads is a matter of each run");
    assertRefused(
        sweep(file("sweep: {seed: [1, 3]}\n"), "--max-steps", "1", "--resume"),
        "was begun with sweep.seed [1,2], now it is [1,3].");
    assertRefused(
        sweep(file("sweep: {seed: [1, 2]}\n"), "--max-steps", "2", "--resume"),
        "was begun with options.max-steps \"1\", now it is \"2\".");
    assertRefused(
        sweep(file("sweep: {seed: [1, 2]}\n"), "--max-steps", "1"),
        "holds an experiment. Give --resume");
  }

  @Test
  void aRandomSearchIsExtended() {
    Path two = file("method: random\ntrials: 2\nsweep: {weight-decay: {min: 0.0, max: 1}}\n");
    assertEquals(0, sweep(two, "--max-steps", "1").code());
    String first = record("trial-001").toString();
    Path three = file("method: random\ntrials: 3\nsweep: {weight-decay: {min: 0.0, max: 1}}\n");
    CommandLineRunner run = sweep(three, "--max-steps", "1", "--resume");
    assertEquals(0, run.code(), run.toString());
    assertTrue(run.err().contains("2 of 3 runs are done already"), run.err());
    assertEquals(first, record("trial-001").toString());
    assertEquals(
        3L, StreamSupport.stream(results().getAsJsonArray("runs").spliterator(), false).count());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sweep: {epochz: [1]}|sweep.yaml: sweep.epochz is not an option of a run.",
        "sweep: {optim: [a]}|sweep.yaml: sweep.optim is not an option of a run. The optimizer is",
        "sweep: {output: [a]}|sweep.yaml: sweep.output is not an option of a run.",
        "sweep: {train: [a.csv, b.csv]}|sweep.train is swept, and given once more in the file.",
        "sweep: {max-steps: [1, 2]}|sweep.max-steps is swept, and given once more on the command",
        "sweep: {epochs: [1], num-train-epochs: [2]}|sweep.num-train-epochs is swept, and given",
        "sweep: {seed: [1, 2, x]}|trial-003 {seed=x}: ",
        "sweep: {batch-size: [1, 2, 0]}|trial-003 {batch-size=0}: ",
        "sweep: {batch-size: [1, 2, 0]}|sweep.yaml: --batch-size: 0 is out of range",
        "sweep: {label-smoothing: [0, 1]}|trial-002 {label-smoothing=1}: ",
        "metric: loss|sweep.yaml: sweep: no option is swept.",
      })
  void aMistakeIsToldBeforeTheFirstRun(String more, String message) {
    assertRefused(sweep(file(more), "--max-steps", "1"), message);
    assertFalse(Files.exists(output));
  }

  @Test
  void aMistakeOfTheCommandLineIsTold() {
    Path file = file("sweep: {seed: [1, 2]}\n");
    assertRefused(sweep(file, "--epoch", "1"), "--epoch is not an option of sweep.");
    assertRefused(sweep(file, "--train", "none.csv"), "none.csv: there is no such file");
    assertRefused(sweep(file, "--keep", "none"), "--keep: \"none\" is not known.");
    assertRefused(sweep(file, "--epochs", "x"), "--epochs: \"x\" is not a number.");
    assertRefused(
        sweep(temporary.resolve("none.yaml")), "none.yaml cannot be read: no such file or folder.");
    assertRefused(CommandLineRunner.run("sweep", file.toString()), "--output: missing.");
  }

  private static void assertRefused(CommandLineRunner run, String message) {
    assertEquals(2, run.code(), run.toString());
    assertTrue(run.err().contains(message), run.err());
    assertFalse(run.err().contains("\tat "), run.err());
  }
}
