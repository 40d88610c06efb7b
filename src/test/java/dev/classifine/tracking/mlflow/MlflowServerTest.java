package dev.classifine.tracking.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import dev.classifine.TinyTraining;
import dev.classifine.io.Json;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.tracking.ReportOptions;
import dev.classifine.tracking.ReportOptions.MlflowOptions;
import dev.classifine.tracking.ReportOptions.TensorBoardOptions;
import dev.classifine.tracking.RunEnd;
import dev.classifine.tracking.RunTracker;
import dev.classifine.tracking.StandardError;
import dev.classifine.tracking.TrackerSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Runs that a tracking server is told of, in good days and bad. */
class MlflowServerTest {

  private static final Duration SHORT = Duration.ofMillis(20);
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path folder;

  private FakeMlflow server;

  @BeforeEach
  void start() throws IOException {
    server = new FakeMlflow();
  }

  @AfterEach
  void stop() {
    server.close();
  }

  private ReportOptions options(String experiment) {
    return new ReportOptions(
        List.of("mlflow"),
        null,
        TensorBoardOptions.DEFAULTS,
        new MlflowOptions(server.uri() + "/", experiment));
  }

  private RunTracker tracker(Duration limit, Duration patience, Map<String, String> environment) {
    Map<String, Object> values = new TreeMap<>();
    for (int i = 0; i < 150; i++) {
      values.put("option_" + i, i == 7 ? "x".repeat(7000) : i);
    }
    values.put("not_given", null);
    return new Mlflow(SHORT, limit, patience)
        .create(
            new TrackerSettings(
                options(null),
                environment,
                folder.resolve("mine"),
                values,
                ProblemType.SINGLE_LABEL,
                new LabelSet(List.of("a", "b")),
                null));
  }

  /** A short run; gives its warnings. */
  private List<String> told(Duration limit, Duration patience, Map<String, String> environment) {
    return StandardError.warnings(
        () -> {
          RunTracker tracker = tracker(limit, patience, environment);
          tracker.onBegin(3, null);
          for (long step = 1; step <= 3; step++) {
            tracker.onLog(Map.of("loss", 0.5 * step, "step", step, "own metric!/..", 1));
          }
          tracker.close(new RunEnd(RunEnd.Status.COMPLETE, Map.of(), List.of(Path.of("a/b.json"))));
        });
  }

  private static List<String> logged(TinyTraining training, String name) {
    List<String> points = new ArrayList<>();
    for (JsonElement entry :
        Json.readObject(training.output().resolve("trainer_state.json"))
            .getAsJsonArray("log_history")) {
      if (entry.getAsJsonObject().has(name)) {
        points.add(entry.getAsJsonObject().get("step") + " " + entry.getAsJsonObject().get(name));
      }
    }
    return points;
  }

  @Test
  void aRunHasParamsMetricsTagsAndItsFiles() {
    TinyTraining training = new TinyTraining(folder);
    training.builder().report(options("an experiment/ü")).run();
    FakeMlflow.Run run = server.run();
    assertEquals("FINISHED", run.status());
    assertTrue(run.info.get("end_time").getAsLong() >= run.info.get("start_time").getAsLong());
    assertEquals(server.experiments.get("an experiment/ü").get("experiment_id").getAsString(), "1");
    assertEquals("1", run.info.get("experiment_id").getAsString());
    assertEquals("output", run.info.get("run_name").getAsString());
    for (String name : List.of("loss", "learning_rate", "eval_loss", "eval_accuracy", "epoch")) {
      assertEquals(logged(training, name), run.history(name), name);
      assertFalse(run.history(name).isEmpty(), name);
    }
    assertEquals(logged(training, "train_loss"), run.history("train_loss"));
    assertEquals("5.0E-4", run.params.get("learning_rate"));
    assertEquals(TinyTraining.MODEL, run.params.get("model"));
    assertEquals("[\"person\",\"place\"]", run.tags.get("classifine.labels"));
    assertTrue(run.tags.get("classifine.files").contains("\"model.safetensors\""));
    assertEquals(
        "run0",
        Json.readObject(training.output().resolve("mlflow.json")).get("run_id").getAsString());
  }

  @Test
  void aRunThatGoesOnIsTheSameRunWithEachStepOnce() {
    TinyTraining training = new TinyTraining(folder);
    TinyTraining.stoppedAfter(20, training.builder().report(options(null)));
    FakeMlflow.Run run = server.run();
    assertEquals("KILLED", run.status());
    run.metrics.add(
        Json.parseObject(
            "{\"key\":\"loss\",\"value\":9,\"timestamp\":1,\"step\":24}", "logged, then killed"));
    training.builder().resume().report(options(null)).run();
    assertEquals("FINISHED", server.run().status());
    List<String> history = logged(training, "loss");
    history.set(5, "24 9"); // what a server has cannot be taken back; the run's own is the same
    assertEquals(history, server.run().history("loss"));
    assertEquals(logged(training, "eval_loss"), server.run().history("eval_loss"));
  }

  @ParameterizedTest
  @EnumSource(FakeMlflow.Fault.class)
  void aServerThatFailsForAWhileIsToldAllOfItThenWithOneWarning(FakeMlflow.Fault fault) {
    server.fault = fault;
    boolean answers = fault == FakeMlflow.Fault.ERROR;
    server.faults.set(answers ? 3 : 1);
    List<String> warnings = told(answers ? LONG : Duration.ofSeconds(3), LONG, Map.of());
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).contains("MLflow at " + server.uri()), warnings.get(0));
    assertTrue(warnings.get(0).contains("the training goes on"), warnings.get(0));
    FakeMlflow.Run run = server.runs.values().iterator().next();
    assertEquals(List.of("1 0.5", "2 1.0", "3 1.5"), run.history("loss"));
    assertEquals(List.of("1 1.0", "2 1.0", "3 1.0"), run.history("own metric_/_"));
    assertEquals(150, run.params.size());
    assertEquals(6000, run.params.get("option_7").length());
    assertEquals("[\"b.json\"]", run.tags.get("classifine.files"));
    assertEquals("FINISHED", run.status());
  }

  @Test
  void aServerThatHangsForGoodEndsNeitherTheRunNorItsEnd() {
    server.fault = FakeMlflow.Fault.HANG;
    server.faults.set(Integer.MAX_VALUE);
    List<String> warnings = told(Duration.ofMillis(100), Duration.ofSeconds(3), Map.of());
    assertEquals(2, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).contains("no answer to experiments/get-by-name"), warnings.get(0));
    assertTrue(warnings.get(1).contains("5 entries are missing there"), warnings.get(1));
  }

  @Test
  void aServerThatIsNotThereIsWarnedOfOnceAndMissesTheRun() {
    server.close();
    List<String> warnings = told(LONG, Duration.ofSeconds(2), Map.of());
    assertEquals(2, warnings.size(), warnings.toString());
    assertTrue(warnings.get(1).contains("was not told all of the run"), warnings.get(1));
  }

  @Test
  void whatIsRefusedIsNotTriedAgain() {
    server.refused.put("runs/create", "PERMISSION_DENIED");
    List<String> warnings = told(LONG, LONG, Map.of());
    assertEquals(List.of("experiments/get-by-name", "runs/create"), server.requests);
    assertEquals(2, warnings.size(), warnings.toString());
    assertTrue(
        warnings
            .get(0)
            .contains(
                "runs/create was refused with HTTP status 403, PERMISSION_DENIED: as a test says."),
        warnings.get(0));
    assertTrue(warnings.get(1).contains("5 entries are missing there"), warnings.get(1));
  }

  @Test
  void anExperimentThatIsDeletedIsToldAndOneThatAppearsMeanwhileIsTaken() {
    server.experiments.get("Default").addProperty("lifecycle_stage", "deleted");
    List<String> warnings = told(LONG, LONG, Map.of());
    assertTrue(warnings.get(0).contains("\"Default\" is deleted"), warnings.get(0));
    server.experiments.clear();
    server.onCreate = () -> server.experiment("Default", "77"); // as another process would
    assertEquals(List.of(), told(LONG, LONG, Map.of()));
    assertEquals("77", server.run().info.get("experiment_id").getAsString());
  }

  @Test
  void aServerIsToldWhoAsks() {
    told(LONG, LONG, Map.of("MLFLOW_TRACKING_TOKEN", "t0ken"));
    assertEquals("Bearer t0ken", server.authorizations.get(0));
    server.authorizations.clear();
    told(LONG, LONG, Map.of("MLFLOW_TRACKING_USERNAME", "u", "MLFLOW_TRACKING_PASSWORD", "p"));
    assertEquals("Basic dTpw", server.authorizations.get(0)); // base64 of u:p
  }
}
