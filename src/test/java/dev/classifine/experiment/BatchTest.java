package dev.classifine.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.train.StopRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A batch from the library, whose processes are fakes that train nothing. */
class BatchTest {

  private static final String ACTION = "do";
  private static final Map<String, Object> DONE = Map.of(ACTION, "done");

  @TempDir Path temp;
  private final List<String> begun = new ArrayList<>();

  private Path folder() {
    return temp.resolve("batch");
  }

  private BatchBuilder batch() {
    return Batch.builder()
        .output(folder())
        .retryWait(Duration.ZERO)
        .command(JavaCommand.of(FakeRun.class.getName()))
        .listener(
            new ExperimentListener() {
              @Override
              public void onStart(PlannedRun run, String device, int attempt) {
                begun.add(run.name());
              }
            });
  }

  @Test
  void everyJobIsTriedAndTheResultTellsWhatBecameOfIt() {
    BatchResult result =
        batch()
            .job("good", DONE)
            .job("wrong", Map.of(ACTION, "exit 2 classifine: --epochs: -1 is below 0."))
            .job("killed", Map.of(ACTION, "kill KILL"))
            .job("failed", Map.of(ACTION, "exit 1 classifine: the loss is not finite"))
            .retries(1)
            .run();
    assertEquals(List.of("good", "wrong", "killed", "killed", "failed"), begun);
    assertFalse(result.isDone());
    assertFalse(result.isInterrupted());
    assertEquals(0.75, result.records().get(0).metric("accuracy"));
    assertEquals("--epochs: -1 is below 0.", result.records().get(1).message());
    assertEquals(2, result.records().get(2).attempts());
    assertEquals(3, result.records(RunStatus.FAILED).size());
    assertTrue(Files.exists(result.log("failed")));
    assertTrue(Files.exists(result.checkpoint("good").resolve("all_results.json")));
    JsonObject summary =
        Json.readObject(folder().resolve("results.json")).getAsJsonObject("summary");
    assertEquals("{\"jobs\":4,\"done\":1,\"failed\":3,\"interrupted\":0}", Json.line(summary));
  }

  @Test
  void whatFailedWithAReasonIsTriedAgainWhereThatWasAskedFor() {
    BatchResult result =
        batch()
            .job("failed", Map.of(ACTION, "exit 1 classifine: no disk"))
            .retries(1)
            .retryFailed(true)
            .run();
    assertEquals(2, result.records().get(0).attempts());
  }

  @Test
  void oneThatIsGoneOnWithMayHaveOtherJobs() {
    batch().job("a", DONE).job("b", DONE).run();
    begun.clear();
    BatchResult result = batch().job("c", DONE).job("b", DONE).resume().run();
    assertEquals(List.of("c"), begun);
    assertEquals(List.of("c", "b"), result.records().stream().map(RunRecord::name).toList());
    assertTrue(result.isDone());
  }

  @Test
  void aJobWithOtherOptionsBeginsAnewAndKeepsWhatItHad() throws Exception {
    batch().job("a", with("learning-rate", 1e-5)).run();
    Path results = folder().resolve("runs/a/all_results.json");
    Files.writeString(results, "of 1e-5");
    BatchResult result = batch().job("a", with("learning_rate", 1e-4)).resume().run();
    assertTrue(result.isDone());
    assertEquals("of 1e-5", Files.readString(folder().resolve("runs/a.before-1/all_results.json")));
    assertEquals(1, result.records().get(0).attempts());
    batch().job("a", with("learning-rate", 1e-3)).resume().run();
    assertTrue(Files.exists(folder().resolve("runs/a.before-2/all_results.json")));
  }

  @Test
  void anOptionThatChangesNothingOfTheResultLeavesWhatThereIs() {
    batch().job("a", with("save-steps", 10)).run();
    RunRecord done = batch().job("a", with("save-steps", 20)).resume().run().records().get(0);
    assertEquals(List.of("a"), begun, "it is not begun again");
    assertEquals(with("save-steps", 20L), done.values());
    assertFalse(Files.exists(folder().resolve("runs/a.before-1")));
    batch().job("a", with("train", "other.csv")).resume().run();
    assertTrue(Files.exists(folder().resolve("runs/a.before-1")));
  }

  @ParameterizedTest
  @CsvSource({
    "report-to, tensorboard",
    "run-name, mine",
    "logging-dir, logs",
    "mlflow-experiment, mine",
    "report, false",
    "model-card, false",
    "quiet, true",
    "jdbc-user, me",
    "save-limit, 1",
    "device, cuda:1"
  })
  void whatIsDoneStaysWhoeverHearsOfItAndWhereverItRan(String option, String value) {
    RunRecord done = batch().job("a", DONE).run().records().get(0);
    RunRecord now = batch().job("a", with(option, value)).resume().run().records().get(0);
    assertEquals(List.of("a"), begun);
    assertEquals(done.seconds(), now.seconds());
    assertFalse(Files.exists(folder().resolve("runs/a.before-1")));
  }

  @Test
  void aDeviceOfAJobsOwnIsAnotherColumnThanTheOneThatItRanOn() throws Exception {
    batch().job("a", with("device", "cuda:1")).run();
    List<String> header =
        List.of(Files.readAllLines(folder().resolve("results.csv")).get(0).split(","));
    assertEquals(header.stream().distinct().toList(), header);
    assertTrue(header.containsAll(List.of("device", "ran_on")), header.toString());
  }

  @ParameterizedTest
  @CsvSource({"device, 'cpu,cpu'", "jdbc-url, jdbc:x", "threads, 1", "metric, f1"})
  void whatMakesItAnotherRunBeginsItAnew(String option, String value) {
    batch().job("a", DONE).run();
    batch().job("a", with(option, value)).resume().run();
    assertTrue(Files.exists(folder().resolve("runs/a.before-1")));
  }

  @Test
  void whatWasCutGoesOnCountingWhereNothingOfTheResultChanges() throws Exception {
    batch().job("a", with("device", "cuda:0")).run();
    Path record = folder().resolve("records/a.json");
    String done = "\"status\": \"done\"";
    String cut = done.replace("done", "interrupted");
    Files.writeString(record, Files.readString(record).replace(done, cut));
    RunRecord now = batch().job("a", with("device", "cuda:1")).resume().run().records().get(0);
    assertEquals(2, now.attempts());
    assertFalse(Files.exists(folder().resolve("runs/a.before-1")));
  }

  private static Map<String, Object> with(String option, Object value) {
    // The action must be the first argument, so no Map.of, which has no order.
    Map<String, Object> options = new LinkedHashMap<>(DONE);
    options.put(option, value);
    return options;
  }

  @Test
  void aJobThatWasCutWithItsBatchBeginsAnewWithOtherOptionsToo() throws Exception {
    batch().job("a", with("learning-rate", 1e-5)).run();
    Path record = folder().resolve("records/a.json");
    Files.writeString(record, Files.readString(record).replace("\"done\"", "\"begun\""));
    batch().job("a", with("learning-rate", 1e-4)).resume().run();
    assertTrue(Files.exists(folder().resolve("runs/a.before-1/all_results.json")));
  }

  @Test
  void aRunsFolderThatIsAFileFailsThatJobOnly() throws Exception {
    batch().job("a", DONE).run();
    Files.writeString(folder().resolve("runs/b"), "");
    Files.createDirectories(folder().resolve("logs/c.log"));
    BatchResult result = batch().job("b", DONE).job("c", DONE).job("d", DONE).resume().run();
    assertEquals(
        List.of(RunStatus.FAILED, RunStatus.FAILED, RunStatus.DONE),
        result.records().stream().map(RunRecord::status).toList());
    assertTrue(result.records().get(1).message().contains("c.log"), result.toString());
  }

  @Test
  void askedToEndItLeavesWhatHasNotBegun() {
    StopRequest stop = new StopRequest();
    ExperimentListener asks =
        new ExperimentListener() {
          @Override
          public void onProgress(PlannedRun run, String progress) {
            stop.request();
          }
        };
    BatchResult result =
        batch()
            .job("a", Map.of(ACTION, "asked"))
            .job("b", DONE)
            .stopRequest(stop)
            .listener(asks)
            .run();
    assertTrue(result.isInterrupted());
    assertFalse(result.isDone());
    assertEquals(1, result.records().size());
    assertEquals(RunStatus.INTERRUPTED, result.records().get(0).status());
  }

  @Test
  void whatIsMissingOrTwiceIsToldBeforeAnythingBegins() {
    assertTold("--output: missing", Batch.builder().job("a", DONE));
    assertTold("jobs: none", batch());
    assertTold("jobs: two are called A", batch().job("a", DONE).job("A", DONE));
    assertTold(
        "job a: device: the batch has --devices",
        batch().job("a", Map.of("device", "cpu")).devices("cpu", "cpu"));
    assertThrows(UsageException.class, () -> batch().job("a/b", DONE));
    assertThrows(UsageException.class, () -> batch().job("a", Map.of("output_dir", "x")));
    assertFalse(Files.exists(folder()));
  }

  private static void assertTold(String told, BatchBuilder batch) {
    String message = assertThrows(UsageException.class, batch::run).getMessage();
    assertTrue(message.startsWith(told), message);
  }

  @Test
  void optionsAreArgumentsAsOnTheCommandLine() {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("learning_rate", 1e-5);
    options.put("bf16", true);
    options.put("freeze", List.of("a", "b"));
    options.put("epochs", 3);
    options.put("eval", null);
    assertEquals(
        List.of("--learning-rate=1.0E-5", "--bf16=true", "--freeze=a,b", "--epochs=3"),
        new Job("a", options).arguments());
  }
}
