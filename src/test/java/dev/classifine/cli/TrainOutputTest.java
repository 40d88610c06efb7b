package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code train} prints with {@code --json} and with {@code --quiet}. */
class TrainOutputTest {

  @TempDir Path temporary;

  @Test
  void everyLineIsAnEventAndTheLastIsTheResult() {
    TinyRuns tiny = new TinyRuns(temporary);
    Path train = tiny.csv(8);
    CommandLineRunner run =
        tiny.train(
            train,
            "--eval",
            train.toString(),
            "--max-steps",
            "2",
            "--logging-steps",
            "1",
            "--json");
    assertEquals(0, run.code(), run.toString());
    List<JsonObject> lines =
        run.out().lines().map(line -> Json.parseObject(line, "standard output")).toList();
    JsonObject last = lines.get(lines.size() - 1);
    assertEquals("begin", lines.get(0).get("event").getAsString());
    assertEquals(2, lines.get(0).get("total_steps").getAsInt());
    assertEquals(2, lines.stream().filter(line -> line.has("loss")).count(), run.toString());
    assertTrue(lines.stream().anyMatch(line -> isEvent(line, "log") && line.has("eval_accuracy")));
    assertEquals("result", last.get("event").getAsString());
    assertEquals("complete", last.get("status").getAsString());
    assertEquals(Json.readObject(tiny.output().resolve("all_results.json")), last.get("metrics"));
    assertTrue(run.err().contains("step 2/2"), run.toString()); // progress is where it was
  }

  @Test
  void aFailureIsAnEventToo() {
    TinyRuns tiny = new TinyRuns(temporary);
    CommandLineRunner run = tiny.train(tiny.csv(8), "--early-stopping-patience", "1", "--json");
    assertEquals(2, run.code(), run.toString());
    JsonObject only = Json.parseObject(run.out().strip(), "standard output");
    assertEquals("error", only.get("event").getAsString());
    assertEquals(2, only.get("exit_code").getAsInt());
    assertTrue(
        only.get("message").getAsString().contains("no rows to evaluate on"), run.toString());
    assertEquals("classifine: " + only.get("message").getAsString(), run.err().strip());
  }

  @Test
  void whatIsWrongBeforeTheOptionsAreSetIsAnEventToo() throws IOException {
    TinyRuns tiny = new TinyRuns(temporary);
    Path train = tiny.csv(8);
    assertMistake(tiny.train(train, "--epochs", "x", "--json"), "--epochs: \"x\" is not a number.");
    assertMistake(tiny.train(train, "--json", "--epoch", "1"), "--epoch is not an option of train");
    assertMistake(
        CommandLineRunner.run("--stacktrace", "train", "--json", "--epochs", "x"), "not a number");
    Path broken = Files.writeString(temporary.resolve("run.json"), "{\"epochs\": ");
    String[] config = {"--config", broken.toString(), "--json"};
    assertMistake(tiny.train(train, config), "run.json");
    Path value = Files.writeString(temporary.resolve("run.yaml"), "epochs: many\n");
    assertMistake(tiny.train(train, "--config", value.toString(), "--json=true"), "\"many\"");
    assertEquals("", tiny.train(train, "--epochs", "x", "--json=false").out());
    assertEquals("", CommandLineRunner.run("data", train.toString(), "--json", "--eval").out());
  }

  private static void assertMistake(CommandLineRunner run, String part) {
    assertEquals(2, run.code(), run.toString());
    JsonObject only = Json.parseObject(run.out().strip(), "standard output");
    assertEquals("error", only.get("event").getAsString());
    assertEquals(2, only.get("exit_code").getAsInt());
    String message = only.get("message").getAsString();
    assertTrue(message.contains(part), run.toString());
    assertTrue(run.err().startsWith("classifine: " + message + "\n"), run.toString());
  }

  @Test
  void quietMayStandInAConfiguration() throws IOException {
    TinyRuns tiny = new TinyRuns(temporary);
    Path config = Files.writeString(temporary.resolve("run.json"), "{\"quiet\": true}");
    CommandLineRunner run =
        tiny.train(
            tiny.csv(8), "--max-steps", "2", "--logging-steps", "1", "--config", config.toString());
    assertEquals(0, run.code(), run.toString());
    assertEquals("", run.err());
  }

  @Test
  void quietShowsTheResultAlone() {
    TinyRuns tiny = new TinyRuns(temporary);
    CommandLineRunner run =
        tiny.train(tiny.csv(8), "--max-steps", "2", "--logging-steps", "1", "--quiet");
    assertEquals(0, run.code(), run.toString());
    assertEquals("", run.err());
    assertTrue(run.out().contains("2 steps, "), run.toString());
  }

  private static boolean isEvent(JsonObject line, String event) {
    return line.get("event").getAsString().equals(event);
  }
}
