package dev.classifine.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.TinyTraining;
import dev.classifine.io.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that is asked to end: it saves, says so, and can be gone on with. */
class SignalTest {

  private static final String STOPPING =
      "classifine: stopping after this step; a checkpoint is being saved ...";

  @TempDir Path folder;
  @TempDir Path uncut;
  private TinyTraining training;

  @BeforeEach
  void prepare() {
    training = new TinyTraining(folder);
  }

  private Path log() {
    return folder.resolve("log");
  }

  /** The step after which the run was interrupted and saved. */
  private long interrupted(String printed) {
    assertTrue(printed.contains(STOPPING), printed);
    assertEquals("interrupted", training.status(), printed);
    long step = training.manifest().get("steps").getAsLong();
    assertTrue(
        printed.contains(
            "Interrupted after step " + step + ". The same command with --resume goes on"),
        printed);
    assertTrue(training.has("checkpoint-" + step), printed);
    assertFalse(training.has("model.safetensors"), printed);
    assertTrue(training.names().stream().noneMatch(name -> name.startsWith(".")), printed);
    return step;
  }

  @Test
  void termInTrainingSavesAndOneWithinTheResultComesTooLate() throws Exception {
    long step;
    try (ForkedRun run = ForkedRun.start(log(), training.arguments())) {
      run.awaits(() -> training.has("checkpoint-6"));
      run.signal("TERM");
      step = interrupted(run.ends(143));
    }
    try (ForkedRun run = ForkedRun.start(log(), training.arguments("--resume"))) {
      run.awaits(() -> training.has("model.safetensors")); // with most of the result still to come
      run.signal("TERM");
      run.ends(0);
    }
    assertEquals(List.of(step), training.resumes());
    assertEquals("complete", training.status());
    assertEquals(UncutRun.result(uncut), TinyTraining.result(training.output()));
  }

  @Test
  void beforeTheTrainingBeginsItEndsAtOnceAndSaysSo() throws Exception {
    Path large = training.data("large.csv", 40_000); // takes a while to be made tokens of
    List<String> arguments = training.arguments("--train", large.toString());
    try (ForkedRun run = ForkedRun.start(log(), arguments)) {
      run.awaits(() -> run.printed().contains("Problem: "));
      run.signal("INT");
      String printed = run.ends(130);
      assertTrue(
          printed.contains("stopped; no training had begun, so there is nothing to save."),
          printed);
      assertFalse(printed.contains(STOPPING), printed);
    }
  }

  @Test
  void intWithinAnEvaluationSavesAndTheEvaluationIsMadeLater() throws Exception {
    Path large = training.data("large.csv", 400);
    String[] few = {
      "--max-steps",
      "12",
      "--eval",
      large.toString(),
      "--eval-batch-size",
      "1",
      "--eval-steps",
      "6",
      "--logging-steps",
      "6",
      "--save-steps",
      "4",
      "--output"
    };
    Path whole = uncut.resolve("output");
    ForkedRun.finish(log(), 0, arguments(few, whole));
    try (ForkedRun run = ForkedRun.start(log(), arguments(few, training.output()))) {
      run.awaits(() -> run.printed().contains("step 6/12"));
      TimeUnit.MILLISECONDS.sleep(20);
      run.signal("INT");
      assertEquals(6, interrupted(run.ends(130)));
    }
    JsonObject state =
        Json.readObject(training.output().resolve("checkpoint-6/training_state.json"))
            .getAsJsonObject("state");
    assertTrue(state.get("evaluation_due").getAsBoolean(), "the signal came after the evaluation");
    List<String> arguments = arguments(few, training.output());
    arguments.add("--resume");
    ForkedRun.finish(log(), 0, arguments);
    assertEquals(List.of(6L), training.resumes());
    assertEquals(TinyTraining.result(whole, 12), TinyTraining.result(training.output(), 12));
  }

  private List<String> arguments(String[] options, Path output) {
    String[] all = Arrays.copyOf(options, options.length + 1);
    all[options.length] = output.toString();
    return training.arguments(all);
  }

  @Test
  void aSignalBeforeTheTrainingEndsAtOnceAndLeavesNothingInTheWay() throws Exception {
    try (ForkedRun run = ForkedRun.start(log(), training.arguments())) {
      run.awaits(() -> training.has(".classifine.lock"));
      run.signal("TERM");
      String printed = run.ends(143);
      assertFalse(printed.contains(STOPPING), printed);
    }
    assertEquals(List.of(".classifine.lock"), training.names());
    Path left = training.output().resolve(".classifine.lock");
    byte[] content = Files.readAllBytes(left);
    for (String resume : List.of("false", "true")) {
      Files.write(left, content);
      CommandLineRunner run =
          CommandLineRunner.run(
              training.arguments("--train", "none.csv", "--resume", resume).toArray(String[]::new));
      assertTrue(run.err().contains("none.csv: there is no such file"), run.toString());
    }
  }

  @Test
  void aFailureToSaveIsNoInterruption() throws Exception {
    Path elsewhere = folder.resolve("elsewhere");
    try (ForkedRun run = ForkedRun.start(log(), training.arguments())) {
      run.awaits(() -> training.has("checkpoint-6"));
      Files.move(training.output(), elsewhere);
      run.signal("TERM");
      String printed = run.ends(1);
      assertTrue(
          printed.contains(
              "classifine: --output: " + training.output() + " was deleted, moved or replaced"),
          printed);
    }
    assertFalse(Files.exists(training.output()));
    Files.move(elsewhere, training.output());
    ForkedRun.finish(log(), 0, training.arguments("--resume"));
    assertEquals(UncutRun.result(uncut), TinyTraining.result(training.output()));
  }
}
