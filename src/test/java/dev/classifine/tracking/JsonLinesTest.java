package dev.classifine.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.FineTuningBuilder;
import dev.classifine.TinyTraining;
import dev.classifine.io.Json;
import dev.classifine.train.TrainingCallback;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JsonLinesTest {

  @TempDir Path folder;

  private static List<JsonObject> lines(Path file) {
    try {
      return Files.readAllLines(file).stream()
          .map(line -> Json.parseObject(line, file.toString()))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What the run itself keeps, without the line of its end. */
  private static List<JsonObject> history(TinyTraining training) {
    List<JsonElement> history =
        Json.readObject(training.output().resolve("trainer_state.json"))
            .getAsJsonArray("log_history")
            .asList();
    return history.subList(0, history.size() - 1).stream()
        .map(JsonElement::getAsJsonObject)
        .toList();
  }

  private static void assertWritten(TinyTraining training) {
    List<JsonObject> lines = lines(training.output().resolve(JsonLines.FILE));
    List<JsonObject> history = history(training);
    assertEquals(history.size(), lines.size());
    for (int i = 0; i < lines.size(); i++) {
      assertEquals(
          List.of("step", "epoch", "time"), List.copyOf(lines.get(i).keySet()).subList(0, 3));
      Instant.parse(lines.get(i).remove("time").getAsString());
      assertEquals(history.get(i), lines.get(i));
    }
  }

  @Test
  void eachEntryIsThereAsSoonAsItIsLogged() {
    TinyTraining training = new TinyTraining(folder);
    List<Integer> counts = new ArrayList<>();
    FineTuningBuilder builder = training.builder();
    builder
        .callback(
            new TrainingCallback() {
              @Override
              public void onLog(Map<String, Object> entry) {
                counts.add(lines(training.output().resolve(JsonLines.FILE)).size());
              }
            })
        .run();
    assertEquals(0, counts.get(0), "trackers hear after the run's own callbacks");
    assertEquals(5, counts.get(5));
    assertWritten(training);
  }

  @Test
  void aRunThatGoesOnHasEachEntryOnce() throws IOException {
    TinyTraining training = new TinyTraining(folder);
    TinyTraining.stoppedAfter(20, training.builder()); // saved after step 20
    Path file = training.output().resolve(JsonLines.FILE);
    Files.writeString(
        file,
        "{\"step\":24,\"epoch\":1.7,\"loss\":9}\n{\"step\":28,\"epo",
        StandardOpenOption.APPEND); // logged after the checkpoint, then killed
    training.builder().resume().run();
    assertWritten(training);
  }

  @Test
  void otherTrackersMayHearOfTheRestOfARun() {
    TinyTraining training = new TinyTraining(folder);
    TinyTraining.stoppedAfter(20, training.builder().reportTo("none"));
    training.builder().resume().run();
    Path file = training.output().resolve(JsonLines.FILE);
    assertEquals(20, lines(file).get(0).get("step").getAsInt(), "the evaluation that was cut");
    assertEquals(42, lines(file).get(lines(file).size() - 1).get("step").getAsInt());
  }

  @Test
  void aRunThatIsWrittenOverBeginsAnew() throws IOException {
    TinyTraining training = new TinyTraining(folder);
    Files.createDirectories(training.output());
    Files.writeString(training.output().resolve(JsonLines.FILE), "{\"step\":1}\n");
    training.builder().overwrite().training(t -> t.maxSteps(4)).run();
    assertWritten(training);
  }

  @Test
  void linesOfOthersAreNotTakenForLinesUpToAStep() throws IOException {
    Path file = folder.resolve("metrics.jsonl");
    String whole = "{\"step\":1,\"loss\":0.5}\n{\"step\":2,\"loss\":null}\n";
    for (String after :
        List.of("", "{\"step\":3}\n", "{\"loss\":1}\n", "[]\n", "\n", "{\"step\":[]}\n", "{")) {
      Files.writeString(file, whole + after + (after.endsWith("\n") ? "{\"step\":2}\n" : ""));
      assertEquals(whole.length(), MetricsFile.lengthUpTo(file, 2), after);
    }
    assertEquals(0, MetricsFile.lengthUpTo(folder.resolve("none"), 2));
  }

  @Test
  void aFolderThatTakesNoFileEndsTheTrackerAndNotTheRun() throws IOException {
    TinyTraining training = new TinyTraining(folder);
    Files.createDirectories(training.output().resolve(JsonLines.FILE)); // in the file's place
    List<String> warnings =
        StandardError.warnings(
            () -> training.builder().overwrite().training(t -> t.maxSteps(4)).run());
    assertTrue(
        warnings.stream().anyMatch(line -> line.contains("metrics.jsonl: cannot be written")),
        warnings.toString());
    assertFalse(Files.isRegularFile(training.output().resolve(JsonLines.FILE)));
    assertEquals("complete", training.status());
  }
}
