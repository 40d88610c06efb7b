package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.google.gson.JsonObject;
import dev.classifine.TinyTraining;
import dev.classifine.io.Folders;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cross-validation on the command line, and a process of it that is killed. */
class CrossValidateCommandTest {

  private static final int STEPS = 27; // 36 of 54 rows, 4 a step, 3 epochs

  @TempDir static Path shared;
  private static Path uncut;

  @TempDir Path temporary;
  private TinyTraining training;

  @BeforeEach
  void prepare() {
    training = new TinyTraining(temporary);
  }

  private Path folder(String name) {
    return temporary.resolve(name);
  }

  private Path fold(String experiment, int fold) {
    return fold(folder(experiment), fold);
  }

  private static Path fold(Path experiment, int fold) {
    return experiment.resolve("runs").resolve("fold-" + fold);
  }

  /** The tiny training's options with the evaluation file left out. */
  private List<String> arguments(String command, String output, String... more) {
    List<String> arguments =
        new ArrayList<>(training.arguments("--output", folder(output).toString()));
    arguments.set(0, command);
    int eval = arguments.indexOf("--eval");
    arguments.subList(eval, eval + 2).clear();
    arguments.addAll(List.of(more));
    return arguments;
  }

  private List<String> folds(String output, String... more) {
    List<String> arguments = arguments("cross-validate", output, "--folds", "3");
    arguments.addAll(List.of("--adam-beta2", "0.99"));
    arguments.addAll(List.of(more));
    return arguments;
  }

  /** The experiment in a process that nobody stops, made once. */
  private Path uncut() throws Exception {
    if (uncut == null) {
      String output = shared.resolve("uncut").toString();
      ForkedRun.finish(shared.resolve("uncut.log"), 0, folds(output));
      uncut = Path.of(output);
    }
    return uncut;
  }

  /** Runs in this process, on the threads that it has. */
  private static CommandLineRunner run(List<String> arguments) {
    List<String> here = new ArrayList<>(arguments);
    int threads = here.indexOf("--threads");
    here.subList(threads, threads + 2).clear();
    return CommandLineRunner.run(here.toArray(String[]::new));
  }

  private static Map<String, String> times(Path path) throws IOException {
    Map<String, String> times = new TreeMap<>();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.toList()) {
        times.put(file.toString(), Files.getLastModifiedTime(file).toString());
      }
    }
    return times;
  }

  private static JsonObject summary(Path experiment) {
    JsonObject summary =
        Json.readObject(experiment.resolve("results.json")).getAsJsonObject("summary");
    assertEquals(3, summary.get("done").getAsInt());
    return summary;
  }

  /** A signal is heard in the first fold, and the process is killed in the second one. */
  @Test
  void whatWasStoppedAndKilledGoesOnWithoutAFoldThatIsDoneAndComesToTheSame() throws Exception {
    cut(1, 6, CrossValidateCommandTest::interrupt);
    cut(2, 12, ForkedRun::kill);
    Map<String, String> times = times(fold("cut", 1));
    String record = Files.readString(record(1));

    String printed = ForkedRun.finish(folder("on.log"), 0, folds("cut", "--resume"));
    assertTrue(printed.contains("1 of 3 runs are done already"), printed);
    assertEquals(times, times(fold("cut", 1)));
    assertEquals(record, Files.readString(record(1)));
    assertEquals(1, resumes(1).size());
    List<Long> resumes = resumes(2);
    assertEquals(1, resumes.size());
    assertTrue(resumes.get(0) >= 12 && resumes.get(0) < STEPS, "went on from " + resumes);
    Path uncut = uncut();
    for (int fold = 1; fold <= 3; fold++) {
      assertEquals(
          TinyTraining.result(fold(uncut, fold), STEPS),
          TinyTraining.result(fold("cut", fold), STEPS),
          "fold " + fold);
    }
    assertEquals(summary(uncut), summary(folder("cut")));
    assertEquals(3, summary(uncut).get("folds").getAsInt());

    // ... and each is what the command of a single run makes of the same fold.
    ForkedRun.finish(
        folder("single.log"),
        0,
        arguments("train", "single", "--fold", "2/3", "--adam-beta2", "0.99"));
    assertEquals(
        TinyTraining.result(folder("single"), STEPS), TinyTraining.result(fold("cut", 2), STEPS));
  }

  private static void interrupt(ForkedRun run) throws Exception {
    run.signal("INT");
    String printed = run.ends(130);
    assertTrue(printed.contains("with --resume goes on from there"), printed);
  }

  /** How a process is ended. */
  private interface Ending {
    void of(ForkedRun run) throws Exception;
  }

  /**
   * Ends the cut experiment's process within a fold, after a checkpoint. On a busy machine the fold
   * may be done before: then it is tried anew.
   */
  private void cut(int fold, int step, Ending ending) throws Exception {
    for (int attempt = 1; attempt <= 5; attempt++) {
      try (ForkedRun run = ForkedRun.start(folder("cut.log"), folds("cut", "--resume"))) {
        run.awaits(() -> Files.exists(fold("cut", fold).resolve("checkpoint-" + step)));
        ending.of(run);
      }
      if (!Json.readObject(record(fold)).get("status").getAsString().equals("done")) {
        return;
      }
      for (int later = fold; later <= 3 && Files.deleteIfExists(record(later)); later++) {
        Folders.delete(fold("cut", later));
      }
    }
    fail("fold " + fold + " is always done before its process ends");
  }

  /** The cut experiment's record of a fold. */
  private Path record(int fold) {
    return folder("cut/records/fold-" + fold + ".json");
  }

  /** The steps that a fold of the cut experiment went on from. */
  private List<Long> resumes(int fold) {
    return Json.readObject(fold("cut", fold).resolve("run.json"))
        .getAsJsonArray("resumes")
        .asList()
        .stream()
        .map(resume -> resume.getAsJsonObject().get("step").getAsLong())
        .toList();
  }

  /**
   * What a file says of a fold's options reaches its process; what it says of the folds does not. A
   * process that is killed is followed by another.
   */
  @Test
  void foldsInProcessesOfTheirOwnComeToTheSameThoughOneIsKilled() throws Exception {
    Path config = Files.writeString(folder("cv.yaml"), "folds: 3\nadam_beta2: 0.99\n");
    List<String> two = arguments("cross-validate", "two", "--config", config.toString());
    two.addAll(List.of("--devices", "cpu,cpu", "--retry-wait", "0"));
    CommandLineRunner both = run(two);
    assertEquals(2, both.code(), both.toString());
    assertTrue(both.err().contains("--device: --devices gives one to each run."), both.toString());
    two.subList(two.indexOf("--device"), two.indexOf("--device") + 2).clear();
    String printed;
    try (ForkedRun run = ForkedRun.start(folder("two.log"), two)) {
      run.awaits(() -> Files.exists(fold("two", 1).resolve("checkpoint-6")));
      assertTrue(ForkedRun.holderOf(fold("two", 1)).destroyForcibly());
      printed = run.ends(0);
    }
    assertTrue(printed.contains("fold-1: Its process was killed (signal 9)"), printed);
    assertTrue(Files.exists(folder("two/logs/fold-3.log")), printed);
    Path uncut = uncut();
    for (int fold = 1; fold <= 3; fold++) {
      assertEquals(
          TinyTraining.result(fold(uncut, fold), STEPS),
          TinyTraining.result(fold("two", fold), STEPS),
          "fold " + fold);
    }
    assertEquals(summary(uncut), summary(folder("two")));
  }

  @Test
  void aFoldThatFailsIsToldWithExitCode1() throws IOException {
    CommandLineRunner run = run(folds("out"));
    assertEquals(0, run.code(), run.toString());
    assertTrue(run.out().contains("3 of 3 folds are done"), run.toString());
    assertTrue(run.err().contains("fold-3: done after "), run.toString());

    Files.delete(folder("out/records/fold-2.json"));
    Folders.delete(fold("out", 2));
    Files.writeString(fold("out", 2), "in the way");
    run = run(folds("out", "--resume"));
    assertEquals(1, run.code(), run.toString());
    assertTrue(run.out().contains("2 of 3 folds are done"), run.toString());
    assertTrue(run.out().contains("fold-2 failed: --output:"), run.toString());
    run.out()
        .lines()
        .filter(line -> !line.contains(temporary.toString())) // a path is not broken
        .forEach(line -> assertTrue(line.length() <= 80, line));
    assertTrue(
        Files.readString(folder("out/results.csv")).contains("\nfold-2,failed,2/3,42,"),
        Files.readString(folder("out/results.csv")));
  }

  @Test
  void otherOptionsThanItWasBegunWithAreAUsageError() {
    assertEquals(0, run(folds("out", "--max-steps", "1")).code());
    CommandLineRunner run = run(folds("out", "--max-steps", "2", "--resume"));
    assertEquals(2, run.code(), run.toString());
    assertTrue(run.err().contains("was begun with max_steps 1, now it is 2"), run.toString());
    run = run(arguments("cross-validate", "out", "--max-steps", "1", "--resume"));
    assertEquals(2, run.code(), run.toString());
    assertTrue(run.err().contains("was begun with folds 3, now it is 5"), run.toString());
  }

  @Test
  void whatIsMissingIsTold() {
    CommandLineRunner run = CommandLineRunner.run("cross-validate");
    assertEquals(2, run.code(), run.toString());
    assertTrue(run.err().contains("--train: missing"), run.toString());
  }

  @ParameterizedTest
  @CsvSource({
    "--folds 1,--folds: 1 is below 2",
    "--eval x.csv,--eval is not an option of cross-validate",
    "--fold 1/3,--fold is not an option of cross-validate",
    "--folds some,--folds"
  })
  void aWrongOptionIsAUsageError(String options, String message) {
    CommandLineRunner run = run(arguments("cross-validate", "out", options.split(" ")));
    assertEquals(2, run.code(), run.toString());
    assertTrue(run.err().contains(message), run.toString());
    assertFalse(Files.exists(folder("out")));
  }
}
