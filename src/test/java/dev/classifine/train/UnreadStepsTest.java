package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import dev.classifine.error.ClassifineException;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.train.NumericsOptions.NonFinite;
import dev.classifine.train.TrainingOptions.RowOrder;
import dev.classifine.train.TrainingOutcome.End;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Trainings whose steps are read together against those whose steps are read one by one. */
class UnreadStepsTest {

  private static final int ALL = 10_000;

  /** 70 rows in effective batches of 8: 9 steps an epoch, 18 steps. */
  private static final TrainingOptions OPTIONS =
      Problems.options(2, 4, 2, 0).toBuilder()
          .loggingSteps(4)
          .evaluation(new EvaluationOptions(Cadence.every(5), 16, false))
          .saving(new SavingOptions(Cadence.every(7), 0))
          .build();

  private static final TrainingOptions SKIPPING =
      OPTIONS.toBuilder()
          .order(RowOrder.SEQUENTIAL)
          .numerics(new NumericsOptions(NonFinite.SKIP, 0))
          .build();

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(ProblemType.class)
  void everythingHasTheBytesOfARunThatReadsEachStep(ProblemType type) throws IOException {
    Runs runs = new Runs(folder, () -> Problems.network(0.2f), type);
    assertSameBytes(runs, OPTIONS, runs.rows());
  }

  @Test
  void ofReplicasToo() throws IOException {
    Runs runs = new Runs(folder, Problems::normed, ProblemType.SINGLE_LABEL).onDevices(2);
    TrainingOptions options = OPTIONS.toBuilder().gradientAccumulationSteps(1).build();
    assertSameBytes(runs, options, runs.rows());
  }

  @ParameterizedTest
  @EnumSource(ProblemType.class)
  void stepsThatAreSkippedAreSkippedAndTold(ProblemType type) throws IOException {
    Runs runs = new Runs(folder, () -> Problems.network(0.2f), type);
    TrainingOutcome outcome = assertSameBytes(runs, SKIPPING, damaged(type));
    assertEquals(4, outcome.skippedSteps());
    assertTrue(outcome.warnings().get(0).contains("Step 2 made no update"));
    assertTrue(outcome.warnings().get(1).contains("row 25"), outcome.warnings().toString());
  }

  @Test
  void anOverflowOfScaledGradientsIsKnownBeforeTheNextStep() throws IOException {
    TrainingOptions scaled =
        OPTIONS.toBuilder().numerics(new NumericsOptions(NonFinite.STOP, Math.pow(2, 68))).build();
    Runs runs = new Runs(folder, () -> Problems.network(0.2f), ProblemType.SINGLE_LABEL);
    assertTrue(assertSameBytes(runs, scaled, runs.rows()).skippedSteps() > 2);
  }

  /**
   * A run for each window: its weights, checkpoints, log, warnings, and what callbacks are told.
   */
  private TrainingOutcome assertSameBytes(Runs runs, TrainingOptions options, TrainingSet rows)
      throws IOException {
    Told promptly = new Told(true);
    Runs.End each = runs.unread(1).train("1", options, rows, new StopRequest(), promptly);
    assertEquals(each.outcome().steps(), promptly.steps.size());
    for (int window : new int[] {3, ALL}) {
      for (boolean prompt : new boolean[] {false, true}) {
        Told told = new Told(prompt);
        String name = window + "-" + prompt;
        Runs.End end = runs.unread(window).train(name, options, rows, new StopRequest(), told);
        assertEquals(each.weights(), end.weights(), name);
        assertEquals(promptly.numbers(), told.numbers(), name);
        assertEquals(each.outcome().loss(), end.outcome().loss(), name);
        assertEquals(each.outcome().skippedSteps(), end.outcome().skippedSteps(), name);
        assertEquals(each.outcome().examples(), end.outcome().examples(), name);
        assertEquals(each.outcome().warnings(), end.outcome().warnings(), name);
        assertEquals(files("1"), files(name), name);
      }
    }
    assertTrue(files("1").size() >= 6, files("1").keySet().toString());
    return each.outcome();
  }

  @ParameterizedTest
  @ValueSource(ints = {3, ALL})
  void aRunThatIsCutEndsWithTheSameBytes(int window) throws IOException {
    Runs runs = new Runs(folder, () -> Problems.network(0.2f), ProblemType.SINGLE_LABEL);
    TrainingSet rows = damaged(ProblemType.SINGLE_LABEL);
    Runs.End whole = runs.unread(1).train("whole", SKIPPING, rows, new StopRequest());
    for (long cut : new long[] {2, 5, 8, 11, 17}) {
      StopRequest stop = new StopRequest();
      String name = "cut-" + cut;
      Runs late = runs.unread(window);
      Runs.End first = late.train(name, SKIPPING, rows, stop, Runs.stopAfter(cut, stop));
      assertEquals(End.INTERRUPTED, first.outcome().end());
      assertEquals(cut, first.outcome().steps());
      Runs.End rest = late.train(name, SKIPPING, rows, new StopRequest());
      assertEquals(whole.weights(), rest.weights(), name);
      assertEquals(whole.outcome().loss(), rest.outcome().loss(), name);
      assertEquals(whole.outcome().skippedSteps(), rest.outcome().skippedSteps(), name);
      String kept = "checkpoint-14/training_state.safetensors";
      assertNotNull(files(name).get(kept), name);
      assertEquals(files("whole").get(kept), files(name).get(kept), name);
    }
  }

  @Test
  void aStepThatEndsTheTrainingIsNamedWhenItIsRead() {
    TrainingOptions stopping =
        SKIPPING.toBuilder().numerics(NumericsOptions.DEFAULTS).loggingSteps(6).build();
    List<Integer> heard = new ArrayList<>();
    List<String> messages = new ArrayList<>();
    for (int window : new int[] {1, 3, ALL}) {
      Told told = new Told(false);
      ClassifineException error =
          assertThrows(
              ClassifineException.class,
              () -> train(window, stopping, damaged(ProblemType.SINGLE_LABEL), told));
      heard.add(told.steps.size());
      messages.add(error.getMessage());
    }
    assertTrue(messages.get(0).startsWith("Training stopped at step 2: "), messages.get(0));
    assertTrue(messages.get(0).contains("row 13"), messages.get(0));
    assertEquals(List.of(messages.get(0), messages.get(0), messages.get(0)), messages);
    assertEquals(List.of(1, 2, 5), heard, "read behind step 2, 3, and 6 where the log asks");
  }

  @Test
  void noCheckpointIsWrittenBehindAStepThatEndsTheTraining() throws IOException {
    TrainingOptions saving =
        SKIPPING.toBuilder()
            .numerics(NumericsOptions.DEFAULTS)
            .loggingSteps(ALL)
            .saving(new SavingOptions(Cadence.every(1), 0))
            .build();
    Runs runs = new Runs(folder, () -> Problems.network(0.2f), ProblemType.SINGLE_LABEL);
    TrainingSet rows = damaged(ProblemType.SINGLE_LABEL);
    assertThrows(
        ClassifineException.class,
        () -> runs.unread(ALL).train("run", saving, rows, new StopRequest()));
    assertTrue(files("run").containsKey("checkpoint-1/training_state.json"));
    assertEquals(3, files("run").size(), "of step 1 alone");
  }

  @Test
  void aCallbackThatAsksEndsItAtOnce() {
    TrainingOptions stopping = SKIPPING.toBuilder().numerics(NumericsOptions.DEFAULTS).build();
    Told told = new Told(true);
    assertThrows(
        ClassifineException.class,
        () -> train(ALL, stopping, damaged(ProblemType.SINGLE_LABEL), told));
    assertEquals(2, told.steps.size());
    assertTrue(told.numbers().get(1).contains("NaN"), told.numbers().toString());
  }

  @Test
  void tooManyStepsInARowEndItWithTheSameWords() {
    float[] values = new float[8 * 4];
    values[0] = Float.POSITIVE_INFINITY;
    NumericSet set = new NumericSet(values, new Shape(4), new Targets.Classes(new int[8]));
    TrainingOptions endless = SKIPPING.toBuilder().epochs(100).batchSize(8).build();
    List<String> messages = new ArrayList<>();
    for (int window : new int[] {1, ALL}) {
      ClassifineException error =
          assertThrows(
              ClassifineException.class, () -> train(window, endless, set, new Told(true)));
      messages.add(error.getMessage());
    }
    assertTrue(messages.get(0).startsWith("Training stopped at step 50: the last 50 steps"));
    assertEquals(messages.get(0), messages.get(1));
  }

  @Test
  void whatIsUnreadWhenATrainingFailsIsRead() {
    Told told = new Told(false);
    TrainingCallback failing =
        new TrainingCallback() {
          @Override
          public void onStep(TrainingProgress progress) {
            told.onStep(progress);
            throw new IllegalStateException("a callback's own");
          }
        };
    NumericSet rows = Problems.of(ProblemType.SINGLE_LABEL, 70, 1);
    assertThrows(IllegalStateException.class, () -> train(ALL, OPTIONS, rows, failing));
    assertTrue(told.steps.get(0).loss() > 0, "read in the end, for the parameters' sake");
  }

  @Test
  void stepOneThousandHoldsAsManyArraysAsStepTen() {
    // 11 steps an epoch, at whose end all is read: of both steps ten are unread
    NumericSet rows = Problems.of(ProblemType.SINGLE_LABEL, 44, 1);
    TrainingOptions options =
        Problems.options(1, 2, 2, 0).toBuilder().maxSteps(1001).loggingSteps(ALL).build();
    List<Integer> held = new ArrayList<>();
    for (int window : new int[] {1, ALL}) {
      try (Model model = Problems.network(0.1f);
          Trainer trainer =
              trainer(model, window, options)
                  .callback(
                      new TrainingCallback() {
                        @Override
                        public void onStep(TrainingProgress progress) {
                          if (progress.step() == 10 || progress.step() == 1000) {
                            held.add(model.getNDManager().getManagedArrays().size());
                          }
                        }
                      })
                  .build()) {
        trainer.fit(rows, null);
      }
    }
    assertEquals(4, held.size());
    assertEquals(held.get(0), held.get(1));
    assertEquals(held.get(2), held.get(3));
    assertEquals(held.get(0) + 2 * 10, held.get(2), "a loss and a norm of each step");
  }

  @Test
  void wordsThatJoinHaveTheDecayOfAllSteps() throws IOException {
    TrainingOptions options =
        TrainingOptions.builder()
            .epochs(3)
            .batchSize(4)
            .loggingSteps(ALL)
            .learningRate(1e-3)
            .weightDecay(0.5)
            .evaluation(new EvaluationOptions(Cadence.every(5), 8, false))
            .build();
    List<WordRuns.End> ends = new ArrayList<>();
    for (int window : new int[] {1, ALL}) {
      WordRuns runs = WordRuns.of("bert").changing(WordRuns.Streamed::new).unread(window);
      ends.add(runs.train(options));
    }
    assertEquals(bytes(ends.get(0)), bytes(ends.get(1)));
    assertEquals(ends.get(0).logged("eval_loss"), ends.get(1).logged("eval_loss"));
  }

  private static List<String> bytes(WordRuns.End end) {
    return end.parameters().entrySet().stream()
        .map(entry -> entry.getKey() + " " + Arrays.hashCode(entry.getValue()))
        .toList();
  }

  @Test
  void onAProcessorNothingIsDeferred() {
    assertEquals(1, UnreadSteps.window(Device.cpu(), false));
    assertEquals(1, UnreadSteps.window(Device.gpu(), true));
    assertTrue(UnreadSteps.window(Device.gpu(), false) > 1);
  }

  /** Rows 13 and 25 have no finite input: of the second and the fourth of 9 batches. */
  private static TrainingSet damaged(ProblemType type) {
    NumericSet whole = Problems.of(type, 70, 1);
    return new DamagedSet(whole, List.of(13, 25));
  }

  private static Trainer.Builder trainer(Model model, int window, TrainingOptions options) {
    return Trainer.builder(model, ProblemType.SINGLE_LABEL, Problems.THREE)
        .options(options)
        .unread(window);
  }

  private static void train(
      int window, TrainingOptions options, TrainingSet rows, TrainingCallback callback) {
    try (Model model = Problems.network(0.2f);
        Trainer trainer = trainer(model, window, options).callback(callback).build()) {
      trainer.fit(rows, null);
    }
  }

  /** What is in a run's checkpoints, by step and file, but for what the clock says. */
  private Map<String, String> files(String run) throws IOException {
    Map<String, String> contents = new TreeMap<>();
    try (Stream<Path> files = Files.walk(folder.resolve(run))) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        String name = file.getFileName().toString();
        if (name.equals("training_state.safetensors")) {
          contents.put(place(file), HexFormat.of().formatHex(Files.readAllBytes(file)));
        } else if (name.equals("training_state.json") || name.equals("trainer_state.json")) {
          String text = Files.readString(file);
          contents.put(
              place(file),
              text.replaceAll("\"[a-z_]*(seconds|runtime|per_second)\": [^,\\n]*", ""));
        }
      }
    }
    return contents;
  }

  private static String place(Path file) {
    return file.getParent().getFileName() + "/" + file.getFileName();
  }

  /** Keeps what it is told of steps, and asks for its numbers at once or at the end. */
  private static final class Told implements TrainingCallback {

    private final boolean prompt;
    private final List<TrainingProgress> steps = new ArrayList<>();
    private final List<String> numbers = new ArrayList<>();

    Told(boolean prompt) {
      this.prompt = prompt;
    }

    @Override
    public void onStep(TrainingProgress progress) {
      steps.add(progress);
      if (prompt) {
        numbers.add(numbers(progress));
      }
    }

    List<String> numbers() {
      return prompt ? numbers : steps.stream().map(Told::numbers).toList();
    }

    private static String numbers(TrainingProgress step) {
      return step.step()
          + " "
          + step.epoch()
          + " "
          + step.loss()
          + " "
          + step.gradientNorm()
          + " "
          + step.learningRate()
          + " "
          + step.examples();
    }
  }
}
