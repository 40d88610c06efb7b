package dev.classifine.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.FineTuningBuilder;
import dev.classifine.FineTuningOptions;
import dev.classifine.TinyTraining;
import dev.classifine.data.Fold;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.train.ResumeOptions;
import dev.classifine.train.StopRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** Three folds of the tiny training's rows, in this process. */
class CrossValidationTest {

  private static final int FOLDS = 3;
  private static final int STEPS = 27; // 36 of 54 rows, 4 a step, 3 epochs

  @TempDir Path temporary;
  private final List<String> begun = new ArrayList<>();
  private TinyTraining training;
  private Path folder;

  @BeforeEach
  void prepare() {
    training = new TinyTraining(temporary);
    folder = temporary.resolve("experiment");
  }

  private FineTuningBuilder run() {
    return training.builder().eval(null).output(folder);
  }

  private static FineTuningOptions resumed(FineTuningBuilder builder) {
    return builder.resume(ResumeOptions.YES).options();
  }

  private CrossValidation.Builder folds(FineTuningOptions base) {
    return CrossValidation.of(base)
        .folds(FOLDS)
        .listener(
            new ExperimentListener() {
              @Override
              public void onStart(PlannedRun run, String device, int attempt) {
                begun.add(run.name());
              }
            });
  }

  private Path output(int fold) {
    return folder.resolve("runs").resolve("fold-" + fold);
  }

  /** Every file of a folder with when it was written and what it holds. */
  private static Map<String, String> state(Path path) throws IOException {
    Map<String, String> state = new TreeMap<>();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        state.put(
            file.toString(),
            Files.getLastModifiedTime(file) + " " + Arrays.hashCode(Files.readAllBytes(file)));
      }
    }
    return state;
  }

  private Map<String, String> result(Path output) throws IOException {
    return TinyTraining.result(output, STEPS);
  }

  @Test
  void eachFoldIsTheRunThatHasTheFoldAmongItsOptions() throws IOException {
    CrossValidationResult result = folds(run().options()).run();
    assertTrue(result.isComplete());
    for (int fold = 1; fold <= FOLDS; fold++) {
      Path alone = temporary.resolve("alone-" + fold);
      Map<String, Object> metrics =
          run().output(alone).fold(new Fold(fold, FOLDS, 42)).run().metrics();
      assertEquals(result(alone), result(output(fold)), "fold " + fold);
      RunRecord record = result.records().get(fold - 1);
      assertEquals(metrics.get("eval_loss"), record.metrics().get("eval_loss"));
      assertEquals(Map.of("fold", fold + "/3", "fold-seed", 42L), record.values());
    }
    assertSummary(result);
  }

  /** By the formula of the sums of squares. */
  private void assertSummary(CrossValidationResult result) throws IOException {
    assertTrue(result.metrics().size() >= 11, result.metrics().toString());
    JsonObject summary = Json.readObject(folder.resolve("results.json")).getAsJsonObject("summary");
    List<String> csv = Files.readAllLines(folder.resolve("results.csv"));
    List<String> header = List.of(csv.get(0).split(","));
    assertEquals(1 + FOLDS + 2, csv.size());
    result
        .metrics()
        .forEach(
            (name, metric) -> {
              double sum = 0;
              double squares = 0;
              for (RunRecord fold : result.records()) {
                double value = (Double) fold.metrics().get(name);
                sum += value;
                squares += value * value;
              }
              double deviation = Math.sqrt((squares - sum * sum / FOLDS) / (FOLDS - 1));
              assertEquals(sum / FOLDS, metric.mean(), 1e-12, name);
              assertEquals(deviation, metric.deviation(), 1e-7, name);
              JsonObject written = summary.getAsJsonObject("metrics").getAsJsonObject(name);
              assertEquals(metric.mean(), written.get("mean").getAsDouble());
              assertEquals(
                  metric.deviation(), written.get("sample_standard_deviation").getAsDouble());
              int column = header.indexOf(name);
              assertEquals(
                  metric.mean(), Double.parseDouble(csv.get(1 + FOLDS).split(",", -1)[column]));
            });
    assertEquals(FOLDS, summary.get("folds").getAsInt());
    assertEquals(0, summary.get("failed").getAsInt());
    assertEquals(result.copies(), summary.get("rows_with_texts_of_training").getAsInt());
    assertEquals(
        IntStream.rangeClosed(1, FOLDS)
            .map(
                fold ->
                    Json.readObject(output(fold).resolve("run.json"))
                        .getAsJsonObject("eval")
                        .get("rows_with_texts_of_training")
                        .getAsInt())
            .sum(),
        result.copies());
  }

  @Test
  void twoDevicesComeToTheSame() throws IOException {
    folds(run().options()).run();
    Map<String, String> one = result(output(2));
    folder = temporary.resolve("two");
    assertTrue(
        folds(run().options())
            .queue(QueueOptions.DEFAULTS.withDevices(List.of("cpu", "cpu")))
            .run()
            .isComplete());
    assertEquals(one, result(output(2)));
  }

  @Test
  void aFoldThatFailsDoesNotStopTheOthersAndAloneIsRunAgain() throws IOException {
    Path inTheWay = folder.resolve("runs/fold-2");
    CrossValidationResult result = blocked(inTheWay);
    assertEquals(
        List.of(RunStatus.DONE, RunStatus.FAILED, RunStatus.DONE),
        result.records().stream().map(RunRecord::status).toList());
    String message = result.records().get(1).message();
    assertTrue(message.contains(inTheWay + " is a file"), message);
    assertEquals(1, result.failed());
    assertFalse(result.isComplete());
    assertEquals(2, result.metrics().get("eval_loss").runs());
    assertEquals(
        1,
        Json.readObject(folder.resolve("results.json"))
            .getAsJsonObject("summary")
            .get("failed")
            .getAsInt());

    Files.delete(inTheWay);
    Map<String, String> first = state(output(1));
    Map<String, String> records = state(folder.resolve("records"));
    begun.clear();
    result = folds(resumed(run())).run();
    assertTrue(result.isComplete());
    assertEquals(List.of("fold-2"), begun);
    assertEquals(first, state(output(1)));
    Map<String, String> after = state(folder.resolve("records"));
    String changed = folder.resolve("records/fold-2.json").toString();
    records.remove(changed);
    after.remove(changed);
    assertEquals(records, after);
  }

  /** Begins with a file where a fold's output is to be. */
  private CrossValidationResult blocked(Path file) {
    return folds(run().options())
        .listener(
            new ExperimentListener() {
              @Override
              public void onPlanned(List<PlannedRun> runs, List<RunRecord> done) {
                write(file);
              }
            })
        .run();
  }

  private static void write(Path file) {
    try {
      Files.createDirectories(file.getParent());
      Files.writeString(file, "in the way");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void whatWasAskedToEndGoesOnAndComesToTheSame() throws IOException {
    folds(run().options()).run();
    Map<String, String> uncut = result(output(2));
    folder = temporary.resolve("cut");
    StopRequest stop = new StopRequest();
    CrossValidationResult result =
        folds(run().options())
            .stopRequest(stop)
            .listener(
                new ExperimentListener() {
                  @Override
                  public void onProgress(PlannedRun run, String progress) {
                    if (run.name().equals("fold-2") && progress.startsWith("step 8/")) {
                      stop.request();
                    }
                  }
                })
            .run();
    assertEquals(
        List.of(RunStatus.DONE, RunStatus.INTERRUPTED),
        result.records().stream().map(RunRecord::status).toList());
    assertFalse(result.isComplete());
    assertEquals(1, result.done());
    begun.clear();
    assertTrue(folds(resumed(run())).run().isComplete());
    assertEquals(List.of("fold-2", "fold-3"), begun);
    assertEquals(uncut, result(output(2)));
  }

  @Test
  void anotherCrossValidationIsNotGoneOnWith() throws IOException {
    Launcher none = (run, place) -> Map.of("eval_loss", 1.0);
    assertTrue(folds(run().options()).launcher(none).run().isComplete());
    assertRefused(b -> b.folds(4), run(), "was begun with folds 3, now it is 4");
    assertRefused(b -> b.foldSeed(1), run(), "was begun with fold_seed 42, now it is 1");
    assertRefused(b -> {}, run().seed(1), "was begun with seed 42, now it is 1");
    assertRefused(b -> {}, run().learningRate(1), "learning_rate 5.0E-4, now it is 1.0");
    assertRefused(b -> {}, run().maxLength(7), "was begun with max_length 24, now it is 7");
    UsageException error =
        assertThrows(UsageException.class, folds(run().options()).launcher(none)::run);
    assertTrue(
        error.getMessage().contains("holds an experiment. Give --resume"), error.getMessage());

    FineTuningOptions otherName =
        resumed(run().train(Files.copy(training.train(), temporary.resolve("copy.csv"))));
    assertTrue(folds(otherName).launcher(none).run().isComplete());
    FineTuningOptions otherThreads = resumed(run().threads(9));
    assertTrue(folds(otherThreads).launcher(none).run().isComplete());
    Files.writeString(training.train(), "text,label\na,x\nb,y\n");
    assertRefused(b -> {}, run(), "was begun with train_sha256 ");
  }

  private void assertRefused(
      Consumer<CrossValidation.Builder> change, FineTuningBuilder run, String message) {
    CrossValidation.Builder builder = folds(resumed(run));
    change.accept(builder);
    UsageException error = assertThrows(UsageException.class, builder::run);
    assertTrue(error.getMessage().contains(message), error.getMessage());
    assertTrue(error.getMessage().contains("choose a new folder"), error.getMessage());
  }

  @Test
  void aSeedOfAllDigitsIsTheSameWhenItIsGoneOnWith() {
    Launcher none = (run, place) -> Map.of("eval_loss", 1.0);
    long seed = 1L << 62;
    assertTrue(folds(run().seed(seed).options()).launcher(none).foldSeed(seed).run().isComplete());
    begun.clear();
    assertTrue(folds(resumed(run().seed(seed))).launcher(none).foldSeed(seed).run().isComplete());
    assertEquals(List.of(), begun);
  }

  @Test
  void aMetricThatAFoldDoesNotHaveIsSummedUpOverTheOthers() {
    Launcher odd =
        (run, place) -> {
          Map<String, Object> metrics = new LinkedHashMap<>();
          int fold = run.name().charAt(5) - '0';
          metrics.put("eval_pearson", fold == 1 ? null : (double) fold);
          metrics.put("eval_f1_samples", 0.5); // scikit-learn's name of an average
          metrics.put("eval_samples", 10);
          metrics.put("eval_runtime", 0.1);
          metrics.put("train_loss", 0.1);
          return metrics;
        };
    CrossValidationResult result = folds(run().options()).launcher(odd).run();
    assertEquals(
        List.of("eval_pearson", "eval_f1_samples"), List.copyOf(result.metrics().keySet()));
    assertEquals(
        new MetricSummary(2.5, Math.sqrt(0.5), 2, 3, 2), result.metrics().get("eval_pearson"));
    assertEquals(0, result.copies());
  }

  @Test
  void whatNoFoldCouldDoIsToldOnceAndLeavesNothingBehind() throws IOException {
    assertError(folds(run().options()).folds(55)::run, "--folds: 55 is more than the 54 rows of ");
    FineTuningOptions nowhere = run().output(null).options();
    assertError(() -> CrossValidation.of(nowhere), "--output: missing. It must name the folder");
    Files.writeString(training.train(), "text,label\na,x\nb\n");
    assertError(folds(run().options())::run, training.train() + ":3");
    assertFalse(Files.exists(folder));
    assertEquals(List.of(), begun);
  }

  private static void assertError(Executable call, String begin) {
    ClassifineException error = assertThrows(ClassifineException.class, call);
    assertTrue(error.getMessage().startsWith(begin), error.getMessage());
  }

  @Test
  void anythingElseToEvaluateOnIsRefused() {
    for (FineTuningOptions options :
        List.of(training.builder().output(folder).options(), run().evalFraction(0.5).options())) {
      UsageException error = assertThrows(UsageException.class, () -> CrossValidation.of(options));
      assertTrue(error.getMessage().contains("evaluates on each fold"), error.getMessage());
    }
    FineTuningOptions over = run().overwrite().options();
    assertThrows(UsageException.class, () -> CrossValidation.of(over));
    assertThrows(UsageException.class, () -> folds(run().options()).folds(1));
  }
}
