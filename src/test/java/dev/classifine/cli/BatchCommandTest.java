package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonObject;
import dev.classifine.TinyTraining;
import dev.classifine.io.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Batches of trainings of the tiny checkpoint in processes that fail, and that are killed. */
class BatchCommandTest {

  private static final long LONGEST_SECONDS = 180;

  @TempDir Path folder;
  @TempDir Path uncut;
  private TinyTraining training;

  @BeforeEach
  void prepare() {
    training = new TinyTraining(folder);
  }

  private Path output() {
    return folder.resolve("batch");
  }

  private Path run(String job) {
    return output().resolve("runs").resolve(job);
  }

  /** A file whose jobs are the tiny training, each with options of its own beside. */
  private Path file(String... jobs) {
    StringBuilder yaml = new StringBuilder("defaults:\n");
    List<String> arguments = training.arguments();
    for (int i = 1; i < arguments.size(); i++) {
      String name = arguments.get(i).substring(2);
      boolean hasValue = i + 1 < arguments.size() && !arguments.get(i + 1).startsWith("--");
      String value = hasValue ? arguments.get(++i) : "true";
      if (!List.of("output", "device").contains(name)) {
        yaml.append("  ").append(name).append(": ").append(value).append('\n');
      }
    }
    yaml.append("jobs:\n");
    for (String job : jobs) {
      yaml.append("  - {").append(job).append("}\n");
    }
    try {
      return Files.writeString(folder.resolve("batch.yaml"), yaml);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private List<String> arguments(Path file, String devices, String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of("batch", file.toString(), "--output", output().toString(), "--devices"));
    arguments.add(devices);
    arguments.addAll(List.of("--retry-wait", "0"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  private CommandLineRunner batch(Path file, String devices, String... more) {
    return CommandLineRunner.run(arguments(file, devices, more).toArray(String[]::new));
  }

  private JsonObject record(String job) {
    return Json.readObject(output().resolve("records").resolve(job + ".json"));
  }

  private String status(String job) {
    return Files.exists(output().resolve("records").resolve(job + ".json"))
        ? record(job).get("status").getAsString()
        : "none";
  }

  private static void awaits(BooleanSupplier what) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(LONGEST_SECONDS);
    while (!what.getAsBoolean()) {
      if (System.nanoTime() > end) {
        fail("nothing was seen");
      }
      TimeUnit.MILLISECONDS.sleep(1);
    }
  }

  private ProcessHandle processOf(String job) throws IOException {
    return ForkedRun.holderOf(run(job));
  }

  private boolean isHeld(String job) {
    return ForkedRun.isHeld(run(job));
  }

  @Test
  void oneThatFailsDoesNotStopTheOthersAndTwoRunAtOnce() {
    Path file =
        file(
            "name: few, max-steps: 8",
            "name: odd, train: nowhere.csv, max-steps: 8",
            "name: fewer, max-steps: 4");
    CommandLineRunner run = batch(file, "cpu,cpu");
    assertEquals(1, run.code(), run.toString());
    List<String> events = run.err().lines().toList();
    assertEquals(List.of("few: begins on cpu", "odd: begins on cpu"), sorted(events.subList(0, 2)));
    assertEquals("done", status("few"));
    assertEquals("failed", status("odd"));
    assertEquals("done", status("fewer"));
    assertTrue(
        run.out().contains("\nodd failed:\n  nowhere.csv: there is no such file"), run.out());
    assertTrue(run.out().contains("log: " + output().resolve("logs/odd.log")), run.out());
    assertTrue(run.out().lines().allMatch(l -> l.length() <= 80 || l.contains("/")), run.out());
    assertTrue(Files.exists(run("few").resolve("model.safetensors")));
    CommandLineRunner again = batch(file, "cpu");
    assertEquals(2, again.code(), again.toString());
    assertTrue(again.err().contains("Give --resume to go on with it"), again.toString());
  }

  private static List<String> sorted(List<String> lines) {
    return lines.stream().sorted().toList();
  }

  @Test
  void aProcessThatIsKilledIsTriedAgainAndEndsAsIfItHadNotBeen() throws Exception {
    CompletableFuture<CommandLineRunner> batch =
        CompletableFuture.supplyAsync(() -> batch(file("name: tiny"), "cpu"));
    awaits(() -> Files.exists(run("tiny").resolve("checkpoint-6")) || batch.isDone());
    assertTrue(processOf("tiny").destroyForcibly());
    CommandLineRunner run = batch.get(LONGEST_SECONDS, TimeUnit.SECONDS);
    assertEquals(0, run.code(), run.toString());
    assertTrue(run.err().contains("tiny: Its process was killed (signal 9)"), run.toString());
    assertEquals(2, record("tiny").get("attempts").getAsInt());
    assertEquals(
        1, Json.readObject(run("tiny").resolve("run.json")).getAsJsonArray("resumes").size());
    assertEquals(UncutRun.result(uncut), TinyTraining.result(run("tiny")));
  }

  @Test
  void oneThatIsKilledLeavesNoProcessAndGoesOnWithoutRepeating() throws Exception {
    Path file = file("name: short, max-steps: 4", "name: first", "name: second");
    Path log = folder.resolve("log");
    try (ForkedRun batch = ForkedRun.start(log, arguments(file, "cpu"))) {
      batch.awaits(() -> Files.exists(run("first").resolve("checkpoint-6")));
      ProcessHandle child = processOf("first");
      batch.kill();
      child.onExit().get(LONGEST_SECONDS, TimeUnit.SECONDS);
    }
    assertEquals("begun", status("first"));
    assertEquals("interrupted", manifest("first").get("status").getAsString(), "it had saved");
    Map<String, FileTime> before = times("short");
    try (ForkedRun batch = ForkedRun.start(log, arguments(file, "cpu", "--resume"))) {
      batch.awaits(() -> Files.exists(run("second").resolve("checkpoint-6")));
      ProcessHandle child = processOf("second");
      batch.signal("TERM");
      String printed = batch.ends(143);
      assertFalse(child.isAlive(), printed);
      assertTrue(printed.contains("second: interrupted after"), printed);
      assertTrue(printed.contains("The same command with --resume goes on."), printed);
    }
    assertEquals("interrupted", status("second"));
    before.putAll(times("first"));
    CommandLineRunner last = batch(file, "cpu", "--resume");
    assertEquals(0, last.code(), last.toString());
    Map<String, FileTime> after = times("short");
    after.putAll(times("first"));
    assertEquals(before, after, "what was done is as it was");
    for (String job : List.of("first", "second")) {
      assertEquals(UncutRun.result(uncut), TinyTraining.result(run(job)), job);
      assertEquals(2, record(job).get("attempts").getAsInt(), job);
    }
  }

  @Tag("slow")
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void oneThatIsKilledAgainAndAgainEndsAsIfItHadNotBeen(long seed) throws Exception {
    SplittableRandom random = new SplittableRandom(seed);
    Path file = file("name: first", "name: second", "name: third");
    Path log = folder.resolve("log");
    for (int kill = 0; kill < 6; kill++) {
      try (ForkedRun batch = ForkedRun.start(log, arguments(file, "cpu,cpu", "--resume"))) {
        TimeUnit.MILLISECONDS.sleep(random.nextLong(300, 5000));
        List<ProcessHandle> children =
            ProcessHandle.of(batch.pid()).stream().flatMap(ProcessHandle::children).toList();
        if (random.nextBoolean() && !children.isEmpty()) {
          children.get(0).destroyForcibly();
          TimeUnit.MILLISECONDS.sleep(random.nextLong(1, 1000));
        }
        batch.kill();
        for (ProcessHandle child : children) {
          child.onExit().get(LONGEST_SECONDS, TimeUnit.SECONDS);
        }
      }
    }
    ForkedRun.finish(log, 0, arguments(file, "cpu,cpu", "--resume"));
    for (String job : List.of("first", "second", "third")) {
      assertEquals(UncutRun.result(uncut), TinyTraining.result(run(job)), job);
    }
  }

  private JsonObject manifest(String job) {
    return Json.readObject(run(job).resolve("run.json"));
  }

  /** When the files of a run, and its record, were written. */
  private Map<String, FileTime> times(String job) throws IOException {
    Map<String, FileTime> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(run(job))) {
      for (Path file : files.toList()) {
        times.put(file.toString(), Files.getLastModifiedTime(file));
      }
    }
    Path record = output().resolve("records").resolve(job + ".json");
    times.put(record.toString(), Files.getLastModifiedTime(record));
    return times;
  }

  @Test
  void aProcessIsAskedToEndWhileItLoads() throws Exception {
    Path log = folder.resolve("log");
    try (ForkedRun batch = ForkedRun.start(log, arguments(file("name: tiny"), "cpu"))) {
      batch.awaits(() -> isHeld("tiny"));
      ProcessHandle child = processOf("tiny");
      batch.signal("INT");
      batch.ends(130);
      assertFalse(child.isAlive());
    }
    assertEquals("interrupted", status("tiny"));
    assertFalse(Files.exists(run("tiny").resolve("run.json")));
  }
}
