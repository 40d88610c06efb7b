package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Folders;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.train.SelectionOptions.Direction;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which checkpoints there are when a run begins anew, and when something fails. */
class SavingTest {

  /** 18 steps; evaluations after steps 5, 10, 15 and 18. */
  private static final TrainingOptions OPTIONS =
      Problems.options(2, 4, 2, 0).toBuilder()
          .evaluation(new EvaluationOptions(Cadence.every(5), 16, false))
          .saving(new SavingOptions(Cadence.NEVER, 1))
          .build();

  @TempDir private Path folder;

  @Test
  void aRunThatBeginsAnewKeepsItsOwnCheckpointsAndNoOlderOnes() throws IOException {
    runs().train("run", saving(4)); // leaves those of steps 12 and 16
    List<Path> saved = new ArrayList<>();
    TrainingCallback looking =
        new TrainingCallback() {
          @Override
          public void onSave(Path checkpoint, TrainingProgress progress) {
            assertTrue(Files.exists(checkpoint), checkpoint.toString());
            saved.add(checkpoint.getFileName());
          }
        };
    Runs.End end = runs().anew().train("run", saving(3).toBuilder().maxSteps(8).build(), looking);
    assertEquals(-1, end.outcome().resumedFrom());
    assertEquals(List.of(Path.of("checkpoint-3"), Path.of("checkpoint-6")), saved);
    assertEquals(List.of("checkpoint-3", "checkpoint-6"), names());
    assertEquals(6, runs().train("run", saving(3)).outcome().resumedFrom());
  }

  @Test
  void aRunThatCannotBeginLeavesTheOlderOnes() throws IOException {
    runs().train("run", saving(4));
    Targets outOfRange = new Targets.Classes(new int[] {0, 1, 3});
    TrainingSet rows = Problems.of(ProblemType.SINGLE_LABEL, 3, 1, targets -> outOfRange);
    assertThrows(
        ClassifineException.class,
        () -> runs().anew().train("run", saving(4), rows, new StopRequest()));
    assertEquals(List.of("checkpoint-12", "checkpoint-16"), names());
  }

  @Test
  void ofABestOneThatWasNotKeptTheStepsThatAreLeftHaveTheBest() throws IOException {
    StopRequest stop = new StopRequest();
    runs().train("run", worstIsBest(false), stop, Runs.stopAfter(11, stop));
    assertEquals(List.of("checkpoint-11"), names());
    TrainingOutcome rest = runs().train("run", worstIsBest(true)).outcome();
    assertTrue(
        rest.warnings().toString().matches(".*of step (5|10), has no checkpoint.*"),
        rest.warnings().toString());
    assertTrue(rest.best().step() > 11, rest.best().toString());
    assertEquals(18, rest.steps());
  }

  @Test
  void whereNoneAreLeftItIsMissed() throws IOException {
    SavingOptions last = new SavingOptions(Cadence.every(18), 1);
    runs().train("run", worstIsBest(false).toBuilder().saving(last).build());
    assertEquals(List.of("checkpoint-18"), names());
    TrainingOptions best = worstIsBest(true).toBuilder().saving(last).build();
    ClassifineException error =
        assertThrows(ClassifineException.class, () -> runs().train("run", best));
    assertTrue(
        error.getMessage().startsWith("The best weights are those of step "), error.getMessage());
    assertTrue(error.getMessage().endsWith("without --load-best."), error.getMessage());
    assertEquals(List.of("checkpoint-18"), names());
  }

  @Test
  void theLastStepIsSavedWhereTheBestOneIsLostMeanwhile() throws IOException {
    TrainingCallback losing =
        Runs.afterSteps(
            (step, control) -> {
              if (step == 17) {
                delete(folder.resolve("run/checkpoint-" + control.bestStep()));
              }
            });
    ClassifineException error =
        assertThrows(
            ClassifineException.class, () -> runs().train("run", worstIsBest(true), losing));
    assertTrue(error.getMessage().startsWith("The best weights are"), error.getMessage());
    assertTrue(names().contains("checkpoint-18"), names().toString());
    TrainingOutcome rest = runs().train("run", worstIsBest(false)).outcome();
    assertEquals(18, rest.resumedFrom());
    assertEquals(18, rest.steps());
  }

  @Test
  void theStepsBeforeAnEvaluationThatFailsAreKept() throws IOException {
    Runs.End whole = runs().train("whole", OPTIONS);
    IllegalStateException failure = new IllegalStateException("in an evaluation");
    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class,
            () -> runs().train("run", OPTIONS, failing(10, () -> failure))));
    assertEquals(0, failure.getSuppressed().length);
    assertEquals(List.of("checkpoint-10"), names());
    Runs.End rest = runs().train("run", OPTIONS);
    assertEquals(10, rest.outcome().resumedFrom());
    assertEquals(whole.weights(), rest.weights());
    assertEquals(4, evaluations(rest));
    assertEquals(whole.outcome().evaluation().loss(), rest.outcome().evaluation().loss());
  }

  @Test
  void theStepsBeforeAnEvaluationThatJavasMemoryDoesNotHoldAreKept() throws IOException {
    OutOfMemoryError failure = new OutOfMemoryError("Java heap space");
    TrainingCallback full =
        new TrainingCallback() {
          @Override
          public void onEvaluationStep(int rowsDone, int rows) {
            throw failure;
          }
        };
    assertSame(
        failure, assertThrows(OutOfMemoryError.class, () -> runs().train("run", OPTIONS, full)));
    assertEquals(List.of("checkpoint-5"), names());
    assertEquals(5, runs().train("run", OPTIONS).outcome().resumedFrom());
  }

  @Test
  void theStepsBeforeTheEvaluationOfAnEndThatWasAskedForAreKept() throws IOException {
    Runs.End whole = runs().train("whole", OPTIONS, stoppingAfterAnEpoch());
    IllegalStateException failure = new IllegalStateException("in the last evaluation");
    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class,
            () -> runs().train("run", OPTIONS, stoppingAfterAnEpoch(), failing(9, () -> failure))));
    assertEquals(0, failure.getSuppressed().length);
    assertEquals(List.of("checkpoint-9"), names());
    Runs.End rest = runs().train("run", OPTIONS);
    assertEquals(9, rest.outcome().resumedFrom());
    assertEquals(9, rest.outcome().steps());
    assertEquals(TrainingOutcome.End.STOPPED, rest.outcome().end());
    assertEquals(whole.weights(), rest.weights());
    assertEquals(evaluations(whole), evaluations(rest));
    assertEquals(whole.outcome().evaluation().loss(), rest.outcome().evaluation().loss());
  }

  @Test
  void theLastStepIsKeptBeforeTheEvaluationOfBestWeightsThatWereLoaded() throws IOException {
    Runs.End whole = runs().train("whole", worstIsBest(true));
    StopRequest stop = new StopRequest();
    runs().train("run", worstIsBest(true), stop, Runs.stopAfter(11, stop));
    IllegalStateException failure = new IllegalStateException("in the last evaluation");
    TrainingCallback failing =
        failing(18, () -> failure, 2); // the first is of the last step's own weights
    assertSame(
        failure,
        assertThrows(
            IllegalStateException.class, () -> runs().train("run", worstIsBest(true), failing)));
    assertTrue(names().contains("checkpoint-18"), names().toString());
    Runs.End rest = runs().train("run", worstIsBest(true));
    assertEquals(18, rest.outcome().resumedFrom());
    assertEquals(18, rest.outcome().steps());
    assertEquals(whole.weights(), rest.weights());
    assertEquals(evaluations(whole), evaluations(rest));
    assertEquals(whole.outcome().evaluation().loss(), rest.outcome().evaluation().loss());
  }

  @Test
  void whereTheyCannotBeKeptTheFirstFailureIsToldWithTheSecond() {
    IllegalStateException failure = new IllegalStateException("in an evaluation");
    TrainingCallback failing =
        failing(
            10,
            () -> {
              delete(folder.resolve("run"));
              return failure;
            });
    assertSame(
        failure,
        assertThrows(IllegalStateException.class, () -> runs().train("run", OPTIONS, failing)));
    assertEquals(1, failure.getSuppressed().length);
    String second = failure.getSuppressed()[0].getMessage();
    assertTrue(second.contains("was deleted, moved or replaced"), second);
  }

  private Runs runs() {
    return new Runs(folder, () -> Problems.network(0.2f), ProblemType.SINGLE_LABEL);
  }

  /** Ends a training after its first epoch, whose last step is then not evaluated yet. */
  private static TrainingCallback stoppingAfterAnEpoch() {
    return new Runs.Controlling() {
      @Override
      public void onEpochEnd(TrainingProgress progress) {
        control.stop();
      }
    };
  }

  /** Fails in the evaluation after a step. */
  private static TrainingCallback failing(long step, Supplier<RuntimeException> failure) {
    return failing(step, failure, 1);
  }

  /**
   * Fails in an evaluation after a step.
   *
   * @param which of those that follow it, from 1
   */
  private static TrainingCallback failing(
      long step, Supplier<RuntimeException> failure, int which) {
    return new TrainingCallback() {
      private long last;
      private int evaluations;

      @Override
      public void onStep(TrainingProgress progress) {
        last = progress.step();
      }

      @Override
      public void onEvaluationStep(int rowsDone, int rows) {
        if (last == step && rowsDone == rows && ++evaluations == which) {
          throw failure.get();
        }
      }
    };
  }

  private static TrainingOptions saving(int steps) {
    return OPTIONS.toBuilder().saving(new SavingOptions(Cadence.every(steps), 2)).build();
  }

  /** The largest loss counts as the best: it is an early one. */
  private static TrainingOptions worstIsBest(boolean loadBest) {
    return OPTIONS.toBuilder()
        .selection(new SelectionOptions("loss", Direction.GREATER, loadBest, 0, 0))
        .build();
  }

  private static long evaluations(Runs.End end) {
    return end.outcome().logHistory().stream()
        .filter(entry -> entry.containsKey("eval_loss"))
        .count();
  }

  private List<String> names() throws IOException {
    return Folders.names(folder.resolve("run"));
  }

  private static void delete(Path path) {
    try {
      Folders.delete(path);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
