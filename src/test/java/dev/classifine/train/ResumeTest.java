package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.problem.ProblemType;
import dev.classifine.train.TrainingOutcome.End;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** A training that was cut and gone on with ends as one that was not: to the last bit. */
class ResumeTest {

  /** 70 rows in effective batches of 8: 9 steps an epoch, the last of 6 rows; 18 steps. */
  private static final TrainingOptions OPTIONS =
      Problems.options(2, 4, 2, 0).toBuilder()
          .loggingSteps(4)
          .evaluation(new EvaluationOptions(Cadence.every(5), 16, false))
          .saving(new SavingOptions(Cadence.every(4), 2))
          .build();

  @TempDir private Path folder;

  @ParameterizedTest
  @EnumSource(ProblemType.class)
  void wheneverItWasCutItEndsWithTheSameBits(ProblemType type) {
    Runs runs = new Runs(folder, () -> Problems.network(0.2f), type);
    Runs.End whole = runs.train("whole", OPTIONS);
    assertEquals(18, whole.outcome().steps());
    for (long cut = 1; cut < 18; cut += 2) {
      StopRequest stop = new StopRequest();
      String name = "cut-" + cut;
      Runs.End first = runs.train(name, OPTIONS, stop, Runs.stopAfter(cut, stop));
      assertEquals(End.INTERRUPTED, first.outcome().end());
      assertEquals(cut, first.outcome().steps());
      Runs.End rest = runs.train(name, OPTIONS);
      assertEquals(cut, rest.outcome().resumedFrom());
      assertEquals(End.COMPLETED, rest.outcome().end());
      assertSame(whole, rest, "cut after step " + cut);
    }
  }

  @Test
  void manyCutsOfOneRunAddUpToNothing() {
    Runs runs = new Runs(folder, () -> Problems.network(0.2f), ProblemType.SINGLE_LABEL);
    Runs.End whole = runs.train("whole", OPTIONS);
    for (long cut : new long[] {1, 2, 5, 9, 10, 17}) {
      StopRequest stop = new StopRequest();
      runs.train("cut", OPTIONS, stop, Runs.stopAfter(cut, stop));
    }
    assertSame(whole, runs.train("cut", OPTIONS), "six cuts");
  }

  @Test
  void anEvaluationThatWasCutIsMadeWhenItGoesOn() {
    Runs runs = new Runs(folder, () -> Problems.network(0.2f), ProblemType.SINGLE_LABEL);
    Runs.End whole = runs.train("whole", OPTIONS);
    StopRequest stop = new StopRequest();
    TrainingCallback within =
        new TrainingCallback() {
          @Override
          public void onEvaluationStep(int rowsDone, int rows) {
            if (rowsDone < rows) {
              stop.request();
            }
          }
        };
    Runs.End first = runs.train("cut", OPTIONS, stop, within);
    assertEquals(5, first.outcome().steps());
    assertTrue(first.outcome().logHistory().stream().noneMatch(e -> e.containsKey("eval_loss")));
    assertSame(whole, runs.train("cut", OPTIONS), "cut in an evaluation");
  }

  @Test
  void statisticsThatForwardPassesKeepAreKept() {
    Runs runs = new Runs(folder, Problems::normed, ProblemType.SINGLE_LABEL);
    Runs.End whole = runs.train("whole", OPTIONS);
    assertTrue(whole.weights().keySet().stream().anyMatch(name -> name.contains("unning")));
    StopRequest stop = new StopRequest();
    runs.train("cut", OPTIONS, stop, Runs.stopAfter(7, stop));
    assertSame(whole, runs.train("cut", OPTIONS), "batch normalisation");
  }

  @Test
  void replicasGoOnFromTheModelsWeightsAndStatistics() {
    TrainingOptions onePass = OPTIONS.toBuilder().gradientAccumulationSteps(1).build();
    Runs one = new Runs(folder, Problems::normed, ProblemType.SINGLE_LABEL);
    Runs two = one.onDevices(2);
    Runs.End whole = two.train("whole", onePass);
    assertEquals(18, whole.outcome().steps());
    for (long cut : new long[] {1, 7, 9, 16}) {
      StopRequest stop = new StopRequest();
      String name = "cut-" + cut;
      two.train(name, onePass, stop, Runs.stopAfter(cut, stop));
      Runs.End rest = two.train(name, onePass);
      assertEquals(cut, rest.outcome().resumedFrom());
      assertSame(whole, rest, "cut after step " + cut);
    }
  }

  @Test
  void anotherNumberOfDevicesIsAnotherEffectiveBatch() {
    Runs one = new Runs(folder, () -> Problems.network(0.2f), ProblemType.SINGLE_LABEL);
    StopRequest stop = new StopRequest();
    one.train("cut", OPTIONS, stop, Runs.stopAfter(4, stop));
    ClassifineException error =
        assertThrows(ClassifineException.class, () -> one.onDevices(2).train("cut", OPTIONS));
    assertTrue(
        error.getMessage().contains("with effective_batch_size 8, but now it is 16. It is"),
        error.getMessage());
    assertTrue(error.getMessage().contains("times the number of devices"), error.getMessage());
    // with one pass on each of two, all is as with two on one
    TrainingOptions onePass = OPTIONS.toBuilder().gradientAccumulationSteps(1).build();
    Runs.End rest = one.onDevices(2).train("cut", onePass);
    assertEquals(4, rest.outcome().resumedFrom());
    assertEquals(1, rest.outcome().warnings().size(), rest.outcome().warnings().toString());
    assertTrue(rest.outcome().warnings().get(0).contains("gradient_accumulation_steps 1"));
    assertEquals(one.train("whole", OPTIONS).weights(), rest.weights());
  }

  @Test
  void passesThatWereHalvedStayHalved() {
    TrainingOptions auto = OPTIONS.toBuilder().autoBatchSize(true).build();
    Runs runs = new Runs(folder, () -> Problems.network(0.2f), ProblemType.SINGLE_LABEL);
    // Memory is full once, in the second pass of step 6; behind that there is enough of it again.
    int passes = 2 * 5 + 1 + 1; // of initialising, of steps 1 to 5, the first of step 6
    Runs.End whole =
        runs.train("whole", auto, new FullMemory(runs.rows(), passes), new StopRequest());
    assertEquals(1, whole.outcome().warnings().size(), whole.outcome().warnings().toString());
    assertTrue(whole.outcome().warnings().get(0).contains("(step 6)"));
    assertNotEquals(whole.weights(), runs.train("plain", auto).weights(), "dropout differs");
    for (long cut : new long[] {6, 9, 13}) {
      StopRequest stop = new StopRequest();
      String name = "cut-" + cut;
      runs.train(name, auto, new FullMemory(runs.rows(), passes), stop, Runs.stopAfter(cut, stop));
      Runs.End rest = runs.train(name, auto);
      assertEquals(whole.weights(), rest.weights(), "halved in step 6, cut after step " + cut);
      assertEquals(whole.outcome().loss(), rest.outcome().loss());
    }
  }

  @Test
  void aCompleteRunMakesNoFurtherStep() {
    TrainingOptions everyEpoch =
        OPTIONS.toBuilder().saving(new SavingOptions(Cadence.EVERY_EPOCH, 1)).build();
    Runs runs = new Runs(folder, () -> Problems.network(0), ProblemType.SINGLE_LABEL);
    Runs.End whole = runs.train("whole", everyEpoch);
    List<Long> steps = new ArrayList<>();
    Runs.End again =
        runs.train(
            "whole",
            everyEpoch,
            new TrainingCallback() {
              @Override
              public void onStep(TrainingProgress progress) {
                steps.add(progress.step());
              }
            });
    assertEquals(List.of(), steps);
    assertSame(whole, again, "complete");
  }

  @Test
  void callbacksHearOfWhatTheyMayMissNothingIn() {
    Runs runs = new Runs(folder, () -> Problems.network(0), ProblemType.SINGLE_LABEL);
    StopRequest stop = new StopRequest();
    List<String> events = new ArrayList<>();
    runs.train("cut", OPTIONS, stop, Runs.stopAfter(10, stop));
    runs.train("cut", OPTIONS.toBuilder().maxSteps(10).epochs(2).build(), new Recorder(events));
    assertEquals("resume 10", events.get(0));
    assertEquals("begin 10", events.get(1));
  }

  @Test
  void eventsComeInTheDocumentedOrder() {
    List<String> events = new ArrayList<>();
    TrainingOptions options =
        Problems.options(1, 24, 1, 0).toBuilder()
            .loggingSteps(2)
            .evaluation(new EvaluationOptions(Cadence.EVERY_EPOCH, 40, false))
            .saving(new SavingOptions(Cadence.every(3), 1))
            .build();
    new Runs(folder, () -> Problems.network(0), ProblemType.SINGLE_LABEL)
        .train("run", options, new Recorder(events));
    assertEquals(
        List.of(
            "begin 3",
            "epoch begins 0",
            "step 1",
            "step 2",
            "log loss",
            "step 3",
            "log loss",
            "evaluation step 40/40",
            "log eval_loss",
            "evaluation 3",
            "epoch ends 3",
            "save checkpoint-3",
            "end COMPLETED"),
        events);
  }

  @Test
  void anOptionThatMustAgreeIsNamedWithBothValues() {
    Runs runs = new Runs(folder, () -> Problems.network(0), ProblemType.SINGLE_LABEL);
    StopRequest stop = new StopRequest();
    runs.train("cut", OPTIONS, stop, Runs.stopAfter(4, stop));
    ClassifineException error =
        assertThrows(
            ClassifineException.class,
            () -> runs.train("cut", OPTIONS.toBuilder().seed(8).build()));
    assertTrue(error.getMessage().contains("with seed 7, but now it is 8"), error.getMessage());
  }

  @Test
  void anotherSplitOfTheSameBatchWarns() {
    Runs runs = new Runs(folder, () -> Problems.network(0), ProblemType.SINGLE_LABEL);
    StopRequest stop = new StopRequest();
    runs.train("cut", OPTIONS, stop, Runs.stopAfter(4, stop));
    TrainingOptions split = OPTIONS.toBuilder().batchSize(8).gradientAccumulationSteps(1).build();
    List<String> warnings = runs.train("cut", split).outcome().warnings();
    assertEquals(2, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).contains("batch_size 8"), warnings.toString());
  }

  private static void assertSame(Runs.End whole, Runs.End other, String when) {
    assertEquals(whole.weights(), other.weights(), when);
    assertEquals(whole.outcome().loss(), other.outcome().loss(), when);
    assertEquals(whole.outcome().examples(), other.outcome().examples(), when);
    assertEquals(whole.outcome().padding(), other.outcome().padding(), when);
    assertEquals(timeless(whole), timeless(other), when);
    assertEquals(whole.outcome().evaluation().loss(), other.outcome().evaluation().loss(), when);
    assertFalse(whole.weights().isEmpty());
  }

  /** The log without what the clock says; whole numbers as such. */
  private static List<Map<String, String>> timeless(Runs.End end) {
    List<Map<String, String>> entries = new ArrayList<>();
    for (Map<String, Object> entry : end.outcome().logHistory()) {
      Map<String, String> kept = new LinkedHashMap<>();
      entry.forEach(
          (name, value) -> {
            if (!name.matches(".*(runtime|per_second)")) {
              kept.put(name, value.toString());
            }
          });
      entries.add(kept);
    }
    return entries;
  }

  /** Notes what it hears. */
  private record Recorder(List<String> events) implements TrainingCallback {
    @Override
    public void onResume(Path checkpoint, long step) {
      events.add("resume " + step);
    }

    @Override
    public void onBegin(long totalSteps, TrainingControl control) {
      events.add("begin " + totalSteps);
    }

    @Override
    public void onEpochBegin(long epoch) {
      events.add("epoch begins " + epoch);
    }

    @Override
    public void onStep(TrainingProgress progress) {
      events.add("step " + progress.step());
    }

    @Override
    public void onLog(Map<String, Object> entry) {
      events.add("log " + entry.keySet().iterator().next());
    }

    @Override
    public void onEvaluationStep(int rowsDone, int rows) {
      events.add("evaluation step " + rowsDone + "/" + rows);
    }

    @Override
    public void onEvaluation(EvaluationReport report, TrainingProgress progress) {
      events.add("evaluation " + progress.step());
    }

    @Override
    public void onEpochEnd(TrainingProgress progress) {
      events.add("epoch ends " + progress.step());
    }

    @Override
    public void onSave(Path checkpoint, TrainingProgress progress) {
      events.add("save " + checkpoint.getFileName());
    }

    @Override
    public void onEnd(TrainingOutcome outcome) {
      events.add("end " + outcome.end());
    }
  }
}
