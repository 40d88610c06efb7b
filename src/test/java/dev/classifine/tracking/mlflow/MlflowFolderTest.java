package dev.classifine.tracking.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.TinyTraining;
import dev.classifine.io.Folders;
import dev.classifine.io.Json;
import dev.classifine.tracking.ReportOptions;
import dev.classifine.tracking.ReportOptions.MlflowOptions;
import dev.classifine.tracking.ReportOptions.TensorBoardOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Runs in a folder of the layout of MLflow's own {@code FileStore}. */
class MlflowFolderTest {

  @TempDir Path folder;

  private ReportOptions options(String experiment) {
    return new ReportOptions(
        List.of("mlflow"),
        null,
        TensorBoardOptions.DEFAULTS,
        new MlflowOptions("file:" + folder.resolve("mlruns"), experiment));
  }

  private Path run(TinyTraining training) {
    JsonObject run = Json.readObject(training.output().resolve("mlflow.json"));
    return folder
        .resolve("mlruns")
        .resolve(run.get("experiment_id").getAsString())
        .resolve(run.get("run_id").getAsString());
  }

  private static Map<String, Object> meta(Path parent) throws IOException {
    return new Yaml().load(Files.readString(parent.resolve("meta.yaml")));
  }

  private static List<String> logged(TinyTraining training, String name) {
    List<String> points = new ArrayList<>();
    for (JsonElement entry :
        Json.readObject(training.output().resolve("trainer_state.json"))
            .getAsJsonArray("log_history")) {
      if (entry.getAsJsonObject().has(name)) {
        points.add(
            entry.getAsJsonObject().get(name).getAsDouble()
                + " "
                + entry.getAsJsonObject().get("step"));
      }
    }
    return points;
  }

  private static List<String> written(Path run, String name) throws IOException {
    return Files.readAllLines(run.resolve("metrics").resolve(name)).stream()
        .map(line -> line.replaceFirst("^[0-9]{13} ", ""))
        .toList();
  }

  @Test
  void aRunIsWrittenAsMlflowReadsIt() throws IOException {
    TinyTraining training = new TinyTraining(folder);
    training.builder().report(options("mine")).run();
    Path run = run(training);
    assertEquals(
        List.of("artifacts", "meta.yaml", "metrics", "params", "tags"), Folders.names(run));
    Map<String, Object> meta = meta(run);
    assertEquals(
        List.of(
            "artifact_uri",
            "end_time",
            "entry_point_name",
            "experiment_id",
            "lifecycle_stage",
            "run_id",
            "run_name",
            "run_uuid",
            "source_name",
            "source_type",
            "source_version",
            "start_time",
            "status",
            "tags",
            "user_id"),
        List.copyOf(meta.keySet()));
    assertEquals("file://" + run + "/artifacts", meta.get("artifact_uri"));
    assertEquals(run.getFileName().toString(), meta.get("run_id"));
    assertEquals(run.getParent().getFileName().toString(), meta.get("experiment_id"));
    assertEquals(3, meta.get("status"));
    assertEquals("active", meta.get("lifecycle_stage"));
    assertTrue((Long) meta.get("end_time") >= (Long) meta.get("start_time"));
    Map<String, Object> experiment = meta(run.getParent());
    assertEquals("mine", experiment.get("name"));
    assertEquals(meta.get("experiment_id"), experiment.get("experiment_id"));
    for (String name : List.of("loss", "eval_loss", "eval_accuracy", "epoch")) {
      assertEquals(logged(training, name), written(run, name), name);
    }
    assertEquals("5.0E-4", Files.readString(run.resolve("params/learning_rate")));
    assertEquals("output", Files.readString(run.resolve("tags/mlflow.runName")));
  }

  @Test
  void aRunThatGoesOnIsTheSameRunWithEachStepOnce() throws IOException {
    TinyTraining training = new TinyTraining(folder);
    TinyTraining.stoppedAfter(20, training.builder().report(options(null)));
    Path run = run(training);
    assertEquals(5, meta(run).get("status"));
    Files.writeString(
        run.resolve("metrics/loss"), "1700000000000 9.0 24\n17000", StandardOpenOption.APPEND);
    Files.writeString(run.resolve("metrics/later"), "1700000000000 9.0 24\n");
    training.builder().resume().report(options(null)).run();
    assertEquals(run, run(training));
    assertEquals(3, meta(run).get("status"));
    assertEquals(logged(training, "loss"), written(run, "loss"));
    assertEquals(logged(training, "eval_loss"), written(run, "eval_loss"));
    assertTrue(Files.notExists(run.resolve("metrics/later")), "MLflow takes no empty file");
  }

  @Test
  void experimentsAreFoundByTheirNamesWhoeverMadeThem() throws IOException {
    Path root = folder.resolve("mlruns");
    Files.createDirectories(root.resolve("123456"));
    Files.createDirectories(root.resolve(".trash"));
    Files.writeString(
        root.resolve("123456/meta.yaml"),
        "artifact_location: file:///x\nexperiment_id: '123456'\nlifecycle_stage: active\n"
            + "name: theirs\n");
    assertEquals("123456", new FolderStore(root).experiment("theirs"));
    assertEquals("0", new FolderStore(root).experiment("Default"));
    String id = new FolderStore(root).experiment("ours");
    assertTrue(id.matches("[0-9]{1,19}"), id);
    assertEquals(id, new FolderStore(root).experiment("ours"));
    assertEquals(id, new FolderStore(folder.resolve("other")).experiment("ours"));
    assertNotEquals(id, new FolderStore(root).experiment("ours too"));
  }

  @Test
  void aRunThatWasTakenAwayIsNotGoneOnWith() throws IOException {
    RunId gone = new RunId("0", "0123456789abcdef0123456789abcdef");
    assertTrue(new FolderStore(folder).resume(gone, 3).isEmpty());
    Files.writeString(folder.resolve("mlflow.json"), "{\"tracking_uri\": \"x\", \"run_id\": 3");
    assertTrue(new RunFile(folder, "x").read().isEmpty());
    new RunFile(folder, "x").write(gone);
    assertEquals(gone, new RunFile(folder, "x").read().orElseThrow());
    assertTrue(new RunFile(folder, "y").read().isEmpty(), "a run of another server");
    new RunFile(folder, "x").write(new RunId("..", "x"));
    assertTrue(new RunFile(folder, "x").read().isEmpty());
  }
}
