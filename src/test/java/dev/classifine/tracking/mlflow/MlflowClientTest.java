package dev.classifine.tracking.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.TinyTraining;
import dev.classifine.io.Json;
import dev.classifine.tracking.ReportOptions;
import dev.classifine.tracking.ReportOptions.MlflowOptions;
import dev.classifine.tracking.ReportOptions.TensorBoardOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.mlflow.api.proto.Service.CreateRun;
import org.mlflow.api.proto.Service.Metric;
import org.mlflow.api.proto.Service.Param;
import org.mlflow.api.proto.Service.Run;
import org.mlflow.api.proto.Service.RunStatus;
import org.mlflow.api.proto.Service.RunTag;
import org.mlflow.tracking.MlflowClient;

/** MLflow's own client for Java, as the reference of what a server is asked and answers. */
class MlflowClientTest {

  /** What the client sends for servers before 1.0 beside its newer form. */
  private static final Set<String> OLD = Set.of("user_id", "run_uuid");

  @TempDir Path folder;

  private FakeMlflow server;
  private MlflowClient client;

  @BeforeEach
  void start() throws IOException {
    server = new FakeMlflow();
    client = new MlflowClient(server.uri());
  }

  @AfterEach
  void stop() {
    client.close();
    server.close();
  }

  private TinyTraining trained() {
    TinyTraining training = new TinyTraining(folder);
    training
        .builder()
        .report(
            new ReportOptions(
                List.of("mlflow"),
                null,
                TensorBoardOptions.DEFAULTS,
                new MlflowOptions(server.uri(), "tickets")))
        .run();
    return training;
  }

  @Test
  void itReadsTheRun() {
    TinyTraining training = trained();
    String experiment = client.getExperimentByName("tickets").orElseThrow().getExperimentId();
    Run run =
        client.getRun(
            Json.readObject(training.output().resolve("mlflow.json")).get("run_id").getAsString());
    assertEquals(experiment, run.getInfo().getExperimentId());
    assertEquals(RunStatus.FINISHED, run.getInfo().getStatus());
    assertEquals("output", run.getInfo().getRunName());
    assertTrue(run.getInfo().getEndTime() >= run.getInfo().getStartTime());
    Map<String, String> params =
        run.getData().getParamsList().stream()
            .collect(Collectors.toMap(Param::getKey, Param::getValue));
    assertEquals(TinyTraining.MODEL, params.get("model"));
    Map<String, Double> metrics =
        run.getData().getMetricsList().stream()
            .collect(Collectors.toMap(Metric::getKey, Metric::getValue));
    assertEquals(
        Json.readObject(training.output().resolve("all_results.json"))
            .get("train_loss")
            .getAsDouble(),
        metrics.get("train_loss"),
        1e-12);
  }

  /** The same paths with the same fields. */
  @Test
  void itAsksWhatTheTrackerAsks() throws IOException {
    assertEquals(Optional.empty(), client.getExperimentByName("by the client"));
    String experiment = client.createExperiment("by the client");
    RunTag tag = RunTag.newBuilder().setKey("k").setValue("v").build();
    String run =
        client
            .createRun(
                CreateRun.newBuilder()
                    .setExperimentId(experiment)
                    .setRunName("run")
                    .setStartTime(1)
                    .addTags(tag)
                    .build())
            .getRunId();
    client.logBatch(
        run,
        List.of(Metric.newBuilder().setKey("loss").setValue(1).setTimestamp(1).setStep(1).build()),
        List.of(Param.newBuilder().setKey("p").setValue("v").build()),
        List.of(tag));
    client.setTerminated(run, RunStatus.FINISHED, 2);
    Map<String, Set<String>> reference = Map.copyOf(server.fields);
    stop();
    start();
    trained();
    for (String path : reference.keySet()) {
      Set<String> fields = new TreeSet<>(reference.get(path));
      fields.removeAll(OLD);
      assertEquals(fields, server.fields.get(path), path);
    }
  }
}
