package dev.classifine.tracking;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.FineTuningResult;
import dev.classifine.TinyTraining;
import dev.classifine.error.UsageException;
import dev.classifine.tracking.ReportOptions.MlflowOptions;
import dev.classifine.tracking.ReportOptions.TensorBoardOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which trackers a run has, and what they may do to it. */
class TrackersTest {

  @TempDir Path folder;

  @BeforeEach
  void forget() {
    OwnTracker.HEARD.clear();
    FailingTracker.failures = 0;
    FailingTracker.atOnce = false;
  }

  private static ReportOptions named(String runName, String... to) {
    return new ReportOptions(
        List.of(to), runName, TensorBoardOptions.DEFAULTS, MlflowOptions.DEFAULTS);
  }

  @Test
  void aTrackerOfOnesOwnIsFoundAndHearsOfTheRun() {
    TinyTraining training = new TinyTraining(folder);
    training.builder().training(t -> t.maxSteps(10)).reportTo("own").run();
    assertEquals(
        List.of(
            "create output [person, place]",
            "begin 10",
            "log 4",
            "log 8",
            "log 10",
            "log 10",
            "evaluation 10",
            "close COMPLETE true"),
        OwnTracker.HEARD);
    assertFalse(training.has("metrics.jsonl"), "only what was named hears of the run");
    assertEquals("[\"own\"]", training.manifest().get("report_to").toString());
  }

  @Test
  void itHearsHowARunEndedThatFailedOrWasStopped() {
    TinyTraining training = new TinyTraining(folder);
    TinyTraining.stoppedAfter(3, training.builder().reportTo("own"));
    assertEquals("close INTERRUPTED false", OwnTracker.HEARD.get(OwnTracker.HEARD.size() - 1));
    assertThrows(
        IllegalStateException.class,
        () ->
            training
                .builder()
                .resume()
                .reportTo("own")
                .callback(
                    TinyTraining.after(
                        5,
                        () -> {
                          throw new IllegalStateException("a callback's own");
                        }))
                .run());
    assertEquals("close FAILED false", OwnTracker.HEARD.get(OwnTracker.HEARD.size() - 1));
  }

  @Test
  void oneThatFailsIsDroppedWithOneWarningAndTheRunGoesOn() {
    TinyTraining training = new TinyTraining(folder);
    List<FineTuningResult> results = new ArrayList<>();
    List<String> warnings =
        StandardError.warnings(
            () ->
                results.add(
                    training
                        .builder()
                        .training(t -> t.maxSteps(10))
                        .reportTo("failing", "jsonl")
                        .run()));
    assertEquals(10, results.get(0).outcome().steps());
    assertEquals(1, FailingTracker.failures);
    List<String> its = warnings.stream().filter(line -> line.contains("tracker")).toList();
    assertEquals(1, its.size(), warnings.toString());
    assertTrue(its.get(0).contains("The tracker failing failed"), its.get(0));
    assertTrue(its.get(0).contains("no more paper"), its.get(0));
    assertTrue(training.has("metrics.jsonl"));
  }

  @Test
  void oneThatCannotBeMadeIsLeftOut() {
    FailingTracker.atOnce = true;
    TinyTraining training = new TinyTraining(folder);
    List<String> warnings =
        StandardError.warnings(
            () -> training.builder().training(t -> t.maxSteps(2)).reportTo("failing", "own").run());
    assertTrue(
        warnings.stream().anyMatch(line -> line.contains("org/example/Missing")),
        warnings.toString());
    assertEquals("close COMPLETE true", OwnTracker.HEARD.get(OwnTracker.HEARD.size() - 1));
  }

  @Test
  void noneIsNoneAndAllIsWhatHasAllThatItNeeds() {
    TinyTraining training = new TinyTraining(folder);
    training.builder().training(t -> t.maxSteps(2)).reportTo("none").run();
    assertFalse(Files.exists(training.output().resolve("metrics.jsonl")));
    training.builder().overwrite().training(t -> t.maxSteps(2)).reportTo("all").run();
    assertTrue(training.has("metrics.jsonl"));
    assertTrue(training.has("runs"));
    assertFalse(training.has("mlflow.json"), "MLflow was given no address");
    assertTrue(OwnTracker.HEARD.contains("begin 2"));
    assertEquals(0, FailingTracker.failures);
  }

  @Test
  void anUnknownNameSaysWhichThereAre() {
    UsageException error =
        assertThrows(
            UsageException.class,
            () -> new TinyTraining(folder).builder().reportTo("jsonl", "wandb").options());
    assertEquals(
        "--report-to: there is no tracker called \"wandb\". There are failing, jsonl, mlflow, own,"
            + " tensorboard; or give all, or none.",
        error.getMessage());
  }

  @Test
  void optionsAreCheckedBeforeAnythingIsRead() {
    for (ReportOptions wrong : List.of(named("refused", "own"), named(null, "mlflow"))) {
      assertThrows(
          UsageException.class, () -> new TinyTraining(folder).builder().report(wrong).options());
    }
    assertThrows(UsageException.class, () -> named(null, "jsonl", "none"));
    assertThrows(UsageException.class, () -> named(null, "all", "jsonl"));
    assertThrows(UsageException.class, () -> named(null));
    assertThrows(UsageException.class, () -> named(null, "jsonl", ""));
    for (String name : List.of("", "a/b", "a\\b", "..", "a\nb")) {
      assertThrows(UsageException.class, () -> named(name, "jsonl"), name);
    }
  }

  @Test
  void aRunIsCalledAfterItsFolderAndItsExperiment() {
    assertEquals("mine", settings(null, "models/mine").runName());
    assertEquals("cv-fold-1", settings(null, "models/cv/runs/fold-1").runName());
    assertEquals("fold-1", settings(null, "/runs/fold-1").runName());
    assertEquals("a name", settings("a name", "models/mine").runName());
  }

  @Test
  void aNameThatAllRunsOfAnExperimentAreGivenIsEachOnesWithItsOwn() throws IOException {
    String run = folder.resolve("cv/runs/fold-1").toString();
    Files.createDirectories(Path.of(run));
    assertEquals("mine", settings("mine", run).runName(), "a folder that is only called so");
    Files.writeString(folder.resolve("cv/experiment.json"), "{}");
    assertEquals("mine-fold-1", settings("mine", run).runName());
  }

  private static TrackerSettings settings(String name, String output) {
    return new TrackerSettings(
        named(name, "none"),
        java.util.Map.of(),
        Path.of(output),
        java.util.Map.of(),
        dev.classifine.problem.ProblemType.REGRESSION,
        new dev.classifine.problem.LabelSet(List.of("x")),
        null);
  }
}
