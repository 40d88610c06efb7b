package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.TinyTraining;
import dev.classifine.io.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A sweep of which processes are killed, or which is killed itself, goes on with the run that was
 * cut, and ends as an uncut one.
 */
class SweepKillTest {

  private static final int TRIALS = 4;

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void write() throws IOException {
    TinyTraining training = new TinyTraining(folder);
    file =
        Files.writeString(
            folder.resolve("sweep.yaml"),
            """
            metric: accuracy
            options:
              model: %s
              train: %s
              eval: %s
              ignore-mismatched-sizes: true
              threads: 1
              max-length: 24
              epochs: 3
              batch-size: 3
              save-steps: 6
              save-limit: 30
            sweep:
              learning-rate: [5e-4, 1e-5]
              warmup-steps: [0, 5]
            """
                .formatted(TinyTraining.MODEL, training.train(), training.eval()));
  }

  private List<String> arguments(String output, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("sweep", file.toString(), "--output", folder.resolve(output).toString()));
    arguments.addAll(List.of(more));
    if (!arguments.contains("--devices")) {
      arguments.addAll(List.of("--device", "cpu"));
    }
    return arguments;
  }

  private Path run(String output, int trial) {
    return folder.resolve(output).resolve("runs/trial-00" + trial);
  }

  @Test
  void whatIsKilledGoesOnAndRepeatsNothing() throws Exception {
    ForkedRun.finish(folder.resolve("uncut.log"), 0, arguments("uncut"));
    String[] processes = {"--devices", "cpu", "--retry-wait", "0"};
    ProcessHandle orphan;
    try (ForkedRun sweep =
        ForkedRun.start(folder.resolve("cut.log"), arguments("cut", processes))) {
      sweep.awaits(() -> Files.exists(run("cut", 1).resolve("checkpoint-6")));
      assertTrue(ForkedRun.holderOf(run("cut", 1)).destroyForcibly());
      sweep.awaits(() -> Files.exists(run("cut", 3).resolve("checkpoint-6")));
      orphan = ForkedRun.holderOf(run("cut", 3));
      sweep.kill();
      assertTrue(sweep.printed().contains("killed (signal 9)"), sweep.printed());
    }
    orphan.onExit().get(60, TimeUnit.SECONDS);
    assertEquals("interrupted", manifest(3).get("status").getAsString(), "it saved");
    assertEquals("begun", status(3));
    Map<String, Long> before = times(2);
    assertTrue(before.size() > 10, before.toString());
    String told = ForkedRun.finish(folder.resolve("resumed.log"), 0, arguments("cut", "--resume"));
    assertTrue(told.contains("2 of 4 runs are done already"), told);
    assertEquals(before, times(2));
    JsonArray resumes = manifest(3).getAsJsonArray("resumes");
    assertEquals(1, resumes.size());
    assertTrue(resumes.get(0).getAsJsonObject().get("step").getAsLong() >= 6, resumes.toString());
    assertSameAsUncut();
  }

  @Tag("slow")
  @Test
  void aStoppedSweepSavesAndGoesOn() throws Exception {
    ForkedRun.finish(folder.resolve("uncut.log"), 0, arguments("uncut"));
    try (ForkedRun stopped = ForkedRun.start(folder.resolve("cut.log"), arguments("cut"))) {
      stopped.awaits(() -> Files.exists(run("cut", 2).resolve("checkpoint-6")));
      stopped.signal("TERM");
      String told = stopped.ends(143);
      assertTrue(told.contains("Interrupted. The same command with --resume goes on"), told);
    }
    assertEquals("interrupted", status(2));
    assertFalse(Files.exists(run("cut", 3)));
    assertTrue(summary("cut").get("interrupted").getAsBoolean());
    Map<String, Long> before = times(1);
    ForkedRun.finish(folder.resolve("resumed.log"), 0, arguments("cut", "--resume"));
    assertEquals(before, times(1));
    assertSameAsUncut();
  }

  private String status(int trial) {
    Path record = folder.resolve("cut/records/trial-00" + trial + ".json");
    return Json.readObject(record).get("status").getAsString();
  }

  /** When each file of the first trials, and their records, were written. */
  private Map<String, Long> times(int trials) {
    Map<String, Long> times = new TreeMap<>();
    for (int trial = 1; trial <= trials; trial++) {
      Path record = folder.resolve("cut/records/trial-00" + trial + ".json");
      try (Stream<Path> files = Stream.concat(Files.walk(run("cut", trial)), Stream.of(record))) {
        files.filter(Files::isRegularFile).forEach(path -> times.put(path.toString(), time(path)));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return times;
  }

  private static long time(Path path) {
    try {
      return Files.getLastModifiedTime(path).toMillis();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertSameAsUncut() throws IOException {
    for (int trial = 1; trial <= TRIALS; trial++) {
      assertArrayEquals(
          Files.readAllBytes(run("uncut", trial).resolve("model.safetensors")),
          Files.readAllBytes(run("cut", trial).resolve("model.safetensors")));
    }
    assertEquals(summary("uncut"), summary("cut"));
    assertEquals(evaluations("uncut"), evaluations("cut"));
    assertEquals(TRIALS, evaluations("cut").size());
  }

  private JsonObject manifest(int trial) {
    return Json.readObject(run("cut", trial).resolve("run.json"));
  }

  private JsonObject summary(String output) {
    return results(output).getAsJsonObject("summary");
  }

  private JsonObject results(String output) {
    return Json.readObject(folder.resolve(output).resolve("results.json"));
  }

  /** The numbers of every run that are no times. */
  private List<Map<String, JsonElement>> evaluations(String output) {
    List<Map<String, JsonElement>> all = new ArrayList<>();
    for (JsonElement run : results(output).getAsJsonArray("runs")) {
      Map<String, JsonElement> numbers = new TreeMap<>();
      run.getAsJsonObject()
          .getAsJsonObject("metrics")
          .asMap()
          .forEach(
              (name, value) -> {
                if (!name.endsWith("_per_second") && !name.endsWith("runtime")) {
                  numbers.put(name, value);
                }
              });
      all.add(numbers);
    }
    return all;
  }
}
