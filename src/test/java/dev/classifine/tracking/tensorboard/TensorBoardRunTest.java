package dev.classifine.tracking.tensorboard;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.TinyTraining;
import dev.classifine.io.Json;
import dev.classifine.tracking.ReportOptions;
import dev.classifine.tracking.ReportOptions.MlflowOptions;
import dev.classifine.tracking.ReportOptions.TensorBoardOptions;
import dev.classifine.tracking.tensorboard.EventReader.Event;
import dev.classifine.tracking.tensorboard.EventReader.Value;
import dev.classifine.train.Cadence;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What whole runs write. */
class TensorBoardRunTest {

  @TempDir Path folder;

  private static ReportOptions options(String runName, Path loggingDir, boolean histograms) {
    return new ReportOptions(
        List.of("tensorboard"),
        runName,
        new TensorBoardOptions(loggingDir, histograms),
        MlflowOptions.DEFAULTS);
  }

  /** The log by transformers' tags: steps with values. */
  private static Map<String, List<String>> logged(TinyTraining training) {
    Map<String, List<String>> tags = new TreeMap<>();
    for (JsonElement entry :
        Json.readObject(training.output().resolve("trainer_state.json"))
            .getAsJsonArray("log_history")) {
      JsonObject values = entry.getAsJsonObject();
      values
          .entrySet()
          .forEach(
              value -> {
                String name = value.getKey();
                if (!name.equals("step")) {
                  tags.computeIfAbsent(
                          name.startsWith("eval_") ? "eval/" + name.substring(5) : "train/" + name,
                          tag -> new ArrayList<>())
                      .add(values.get("step") + " " + (float) value.getValue().getAsDouble());
                }
              });
    }
    return tags;
  }

  private static Map<String, List<String>> scalars(List<Event> events) {
    Map<String, List<String>> tags = new TreeMap<>();
    for (Event event : events) {
      for (Value value : event.values()) {
        if (value.isScalar()) {
          tags.computeIfAbsent(value.tag(), tag -> new ArrayList<>())
              .add(value.step() + " " + value.scalar());
        }
      }
    }
    return tags;
  }

  /**
   * As TensorBoard shows them: a session that begins at a step takes away what is there from it.
   */
  private static List<Event> shown(List<Event> events) {
    List<Event> shown = new ArrayList<>();
    for (Event event : events) {
      if (event.isStart()) {
        shown.removeIf(earlier -> !earlier.values().isEmpty() && earlier.step() >= event.step());
      }
      shown.add(event);
    }
    return shown;
  }

  @Test
  void scalarsAreTheLogUnderTransformersTags() {
    TinyTraining training = new TinyTraining(folder);
    training.builder().reportTo("tensorboard").run();
    List<Event> events = EventReader.folder(training.output().resolve("runs"));
    assertEquals(logged(training), scalars(events));
    assertTrue(scalars(events).keySet().containsAll(List.of("train/loss", "train/learning_rate")));
    assertTrue(scalars(events).containsKey("eval/accuracy"));
    Value text = events.get(2).values().get(0);
    assertEquals("args/text_summary", text.tag());
    assertEquals("text", text.plugin());
    assertTrue(text.text().contains("| learning_rate | `5.0E-4` |"), text.text());
    List<Value> curves =
        events.stream()
            .flatMap(event -> event.values().stream())
            .filter(value -> value.plugin().equals("pr_curves"))
            .toList();
    assertEquals(5, curves.size()); // at 10, 20, 30, 40 and 42
    Value curve = curves.get(4);
    assertEquals("eval/pr_curve/place@42", curve.toString());
    assertEquals(List.of(6L, 201L), curve.shape());
    float[] counts = curve.floats();
    assertEquals(10, counts[0], "every row is called positive at 0");
    assertEquals(10, counts[201]);
    assertEquals(20, counts[100] + counts[301] + counts[502] + counts[703]);
  }

  @Test
  void aRunThatGoesOnShowsEachStepOnce() throws IOException {
    TinyTraining training = new TinyTraining(folder);
    TinyTraining.stoppedAfter(20, training.builder().reportTo("tensorboard"));
    Path runs = training.output().resolve("runs");
    try (EventFile later = EventFile.create(runs, 21)) { // logged and then killed
      later.write(24, List.of(Summaries.scalar("train/loss", 9)));
    }
    training.builder().resume().reportTo("tensorboard").run();
    try (var files = Files.list(runs)) {
      assertEquals(3, files.count());
    }
    assertEquals(logged(training), scalars(shown(EventReader.folder(runs))));
  }

  @Test
  void histogramsCountEveryWeightAtEachEvaluation() {
    TinyTraining training = new TinyTraining(folder);
    Path logs = folder.resolve("logs");
    training.builder().training(t -> t.maxSteps(12)).report(options("a name", logs, true)).run();
    List<Value> histograms =
        EventReader.folder(logs.resolve("a name")).stream()
            .flatMap(event -> event.values().stream())
            .filter(value -> value.isHistogram() && value.tag().startsWith("weights/"))
            .toList();
    long parameters = training.manifest().get("parameters").getAsLong();
    for (long step : new long[] {10, 12}) {
      double count =
          histograms.stream()
              .filter(value -> value.step() == step)
              .mapToDouble(value -> value.moments()[2])
              .sum();
      assertEquals(parameters, count);
    }
    assertTrue(
        histograms.stream().anyMatch(value -> value.tag().equals("weights/classifier.weight")));
    for (Value value : histograms) {
      assertEquals(value.moments()[2], Arrays.stream(value.buckets()).sum(), value.tag());
    }
  }

  @Test
  void gradientsOfAStepHaveItsNorm() {
    TinyTraining training = new TinyTraining(folder);
    training
        .builder()
        .training(t -> t.maxSteps(20).logging(Cadence.every(10)))
        .report(options(null, null, true))
        .run();
    List<Event> events = EventReader.folder(training.output().resolve("runs"));
    List<String> norms = scalars(events).get("train/grad_norm");
    List<String> steps = List.of("10", "20");
    assertEquals(2, norms.size());
    for (int i = 0; i < 2; i++) {
      long step = Long.parseLong(steps.get(i));
      List<Value> gradients =
          events.stream()
              .flatMap(event -> event.values().stream())
              .filter(value -> value.step() == step && value.tag().startsWith("gradients/"))
              .toList();
      assertTrue(gradients.size() > 40, gradients.toString());
      double squares = gradients.stream().mapToDouble(value -> value.moments()[4]).sum();
      double norm = Double.parseDouble(norms.get(i).substring(3));
      assertEquals(norm, Math.sqrt(squares), 1e-4 * norm);
    }
  }

  @Test
  void weightsAreTheSameWithTrackersAndWithout() throws IOException {
    TinyTraining plain = new TinyTraining(Files.createDirectory(folder.resolve("plain")));
    plain.builder().training(t -> t.maxSteps(12)).reportTo("none").run();
    TinyTraining watched = new TinyTraining(Files.createDirectory(folder.resolve("watched")));
    watched.builder().training(t -> t.maxSteps(12)).report(options(null, null, true)).run();
    assertArrayEquals(
        Files.readAllBytes(plain.output().resolve("model.safetensors")),
        Files.readAllBytes(watched.output().resolve("model.safetensors")));
  }
}
