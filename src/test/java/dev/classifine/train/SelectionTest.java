package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import dev.classifine.io.Folders;
import dev.classifine.problem.ProblemType;
import dev.classifine.train.SelectionOptions.Direction;
import dev.classifine.train.TrainingOutcome.End;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What follows from which evaluation is the best, and how often things are done. */
class SelectionTest {

  /** A learning rate at which the loss of 70 rows soon gets worse on others. */
  private static final TrainingOptions OVERFITTING =
      Problems.options(30, 8, 1, 0).toBuilder().learningRate(0.08).weightDecay(0).build();

  private static final TrainingSet ROWS = Problems.of(ProblemType.SINGLE_LABEL, 70, 1);

  @TempDir private Path folder;

  @Test
  void theBestWeightsAreLoadedAtTheEndAndEvaluated() {
    TrainingOutcome outcome = train("best", loadBest("loss"));
    List<Double> losses = evaluations(outcome, "eval_loss");
    double least = losses.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
    assertNotEquals(least, losses.get(losses.size() - 1), "the last is not the best here");
    assertEquals(least, outcome.best().value());
    assertEquals(least, outcome.evaluation().loss(), "the weights are those of the best");
    assertEquals("checkpoint-" + outcome.best().step(), outcome.best().checkpoint());
    TrainingOutcome last = train("last", OVERFITTING);
    assertEquals(losses.get(losses.size() - 1), last.evaluation().loss());
  }

  @Test
  void theBestEvaluationIsNotMadeTwice() {
    List<Integer> batches = new ArrayList<>();
    TrainingCallback counting =
        new TrainingCallback() {
          @Override
          public void onEvaluationStep(int rowsDone, int rows) {
            batches.add(rowsDone);
          }
        };
    TrainingOutcome outcome = runs().train("best", loadBest("loss"), counting).outcome();
    int evaluations = evaluations(outcome, "eval_loss").size();
    assertEquals(evaluations * 2, batches.size(), "40 rows in batches of 32, each time");
  }

  @Test
  void theBestCheckpointStaysWhateverTheScheduleOfSaving() throws IOException {
    TrainingOptions options =
        loadBest("loss").toBuilder().saving(new SavingOptions(Cadence.every(100), 1)).build();
    TrainingOutcome outcome = train("run", options);
    assertEquals(
        List.of("checkpoint-200", outcome.best().checkpoint()).stream().sorted().toList(),
        Folders.names(folder.resolve("run")).stream().sorted().toList());
    assertTrue(outcome.best().step() % 100 != 0, outcome.best().toString());
  }

  @Test
  void earlyStoppingEndsNormallyAfterThePatience() {
    TrainingOptions options =
        OVERFITTING.toBuilder()
            .selection(new SelectionOptions("eval_loss", Direction.BY_NAME, true, 3, 0))
            .build();
    TrainingOutcome outcome = train("stopped", options);
    assertEquals(End.EARLY_STOPPED, outcome.end());
    assertEquals(outcome.best().step() + 3 * 9, outcome.steps(), "three epochs after the best");
    List<Integer> sparse =
        steps(train("sparse", options.toBuilder().logging(Cadence.every(50)).build()), "loss");
    assertEquals(outcome.steps(), (long) sparse.get(sparse.size() - 1), "its last step is logged");
    assertTrue(outcome.steps() < 30 * 9);
    assertEquals(outcome.best().value(), outcome.evaluation().loss());
  }

  @Test
  void aRunThatStoppedEarlyDoesNotGoOn() {
    TrainingOptions options =
        OVERFITTING.toBuilder()
            .selection(new SelectionOptions("loss", Direction.BY_NAME, false, 3, 0))
            .saving(new SavingOptions(Cadence.EVERY_EPOCH, 1))
            .build();
    TrainingOutcome first = train("stopped", options);
    TrainingOutcome again = train("stopped", options);
    assertEquals(first.steps(), again.steps());
    assertEquals(End.EARLY_STOPPED, again.end());
  }

  @Test
  void theDirectionFollowsTheNameUnlessItIsSaid() {
    TrainingOutcome accuracy = train("accuracy", loadBest("accuracy"));
    assertEquals(max(evaluations(accuracy, "eval_accuracy")), accuracy.best().value());
    TrainingOutcome worst =
        train(
            "worst",
            OVERFITTING.toBuilder()
                .selection(new SelectionOptions("loss", Direction.GREATER, true, 0, 0))
                .build());
    assertEquals(max(evaluations(worst, "eval_loss")), worst.best().value());
  }

  @Test
  void loggingEvaluatingAndSavingAreIndependent() throws IOException {
    TrainingOptions options =
        Problems.options(2, 8, 1, 0).toBuilder() // 18 steps
            .logging(Cadence.EVERY_EPOCH)
            .evaluation(new EvaluationOptions(Cadence.every(7), 16, true))
            .saving(new SavingOptions(Cadence.every(4), 0))
            .build();
    TrainingOutcome outcome = train("run", options);
    assertEquals(List.of(9, 18), steps(outcome, "loss"));
    assertEquals(List.of(7, 14, 18), steps(outcome, "eval_loss"));
    assertEquals(List.of(7, 14, 18), steps(outcome, "eval_train_accuracy"));
    assertEquals(70, TrainerState.allResults(outcome).get("eval_train_samples"));
    assertEquals(40, TrainerState.allResults(outcome).get("eval_samples"));
    assertEquals(
        List.of("checkpoint-12", "checkpoint-16", "checkpoint-4", "checkpoint-8"),
        Folders.names(folder.resolve("run")));
  }

  @Test
  void theMostCheckpointsAtOnceAreThoseThatStayAndTheOneThatIsWritten() {
    TrainingOptions options = Problems.options(2, 8, 1, 0); // 18 steps of 70 rows
    assertEquals(0, options.mostCheckpoints(ROWS));
    assertEquals(3, saving(options, Cadence.every(4), 2).mostCheckpoints(ROWS));
    assertEquals(4, saving(options, Cadence.every(4), 0).mostCheckpoints(ROWS));
    assertEquals(2, saving(options, Cadence.EVERY_EPOCH, 5).mostCheckpoints(ROWS));
    assertEquals(1, loadBest("loss").mostCheckpoints(ROWS));
  }

  private static TrainingOptions saving(TrainingOptions options, Cadence cadence, int limit) {
    return options.toBuilder().saving(new SavingOptions(cadence, limit)).build();
  }

  @Test
  void withoutEvaluationsThereIsNone() {
    TrainingOptions options =
        Problems.options(1, 8, 1, 0).toBuilder()
            .evaluation(new EvaluationOptions(Cadence.NEVER, 16, false))
            .build();
    TrainingOutcome outcome = train("run", options);
    assertNull(outcome.evaluation());
    assertNull(outcome.best());
  }

  @Test
  void aCallbackEndsEvaluatesAndSavesOnRequest() throws IOException {
    TrainingOptions options =
        Problems.options(9, 8, 1, 0).toBuilder()
            .evaluation(new EvaluationOptions(Cadence.every(1000), 16, false))
            .saving(new SavingOptions(Cadence.NEVER, 0))
            .build();
    TrainingCallback asking =
        Runs.afterSteps(
            (step, control) -> {
              switch (step) {
                case 2 -> control.evaluate();
                case 4 -> control.save();
                case 6 -> control.stop();
                default -> {}
              }
            });
    TrainingOutcome outcome = runs().train("run", options, asking).outcome();
    assertEquals(End.STOPPED, outcome.end());
    assertEquals(6, outcome.steps());
    assertEquals(List.of(2, 6), steps(outcome, "eval_loss"));
    assertEquals(List.of("checkpoint-4"), Folders.names(folder.resolve("run")));
  }

  @Test
  void aCallbackEndsTheTrainingInWhicheverEventItAsks() {
    TrainingOptions options =
        Problems.options(9, 8, 1, 0).toBuilder()
            .logging(Cadence.every(4))
            .evaluation(new EvaluationOptions(Cadence.every(3), 16, false))
            .saving(new SavingOptions(Cadence.every(2), 0))
            .build();
    Map<String, Integer> expected = new LinkedHashMap<>();
    expected.put("begin", 0);
    expected.put("epoch begin", 9);
    expected.put("step", 5);
    expected.put("evaluation", 6);
    expected.put("log", 8);
    expected.put("epoch end", 9);
    expected.put("save", 10);
    expected.forEach(
        (event, steps) -> {
          TrainingOutcome outcome = runs().train(event, options, new Stopper(event)).outcome();
          assertEquals(steps, (int) outcome.steps(), event);
          assertEquals(End.STOPPED, outcome.end(), event);
          List<Integer> logged = steps(outcome, "loss");
          assertEquals(
              steps > 0 ? steps : null,
              logged.isEmpty() ? null : logged.get(logged.size() - 1),
              event + ": the last step is logged");
          TrainingOutcome again = runs().train(event, options).outcome();
          if (!event.equals("save") && steps % 2 == 0 && steps > 0) {
            assertEquals(steps, (int) again.steps(), event + ": a checkpoint keeps the request");
            assertEquals(logged, steps(again, "loss"), event);
          }
        });
  }

  @Test
  void theEvaluationOfTheOutcomeIsOfTheWeightsThatItEndsWith() {
    TrainingOptions options =
        Problems.options(9, 8, 1, 0).toBuilder()
            .evaluation(new EvaluationOptions(Cadence.every(3), 16, false))
            .saving(new SavingOptions(Cadence.every(2), 0))
            .build();
    TrainingOutcome stopped = runs().train("stopped", options, new Stopper("save")).outcome();
    assertEquals(10, stopped.steps());
    assertEquals(List.of(3, 6, 9), steps(stopped, "eval_loss"));
    TrainingOutcome constant =
        train(
            "again",
            options.toBuilder()
                .evaluation(new EvaluationOptions(Cadence.every(10), 16, false))
                .build());
    assertEquals(
        evaluations(constant, "eval_loss").get(0), stopped.evaluation().loss(), "after step 10");
  }

  /** Stops in an event, from the fifth step on. */
  private static final class Stopper extends Runs.Controlling {
    private final String event;
    private long step;

    Stopper(String event) {
      this.event = event;
    }

    private void stopIn(String happening) {
      if (happening.equals(event) && (step >= 5 || event.equals("begin"))) {
        control.stop();
      }
    }

    @Override
    public void onBegin(long totalSteps, TrainingControl given) {
      super.onBegin(totalSteps, given);
      stopIn("begin");
    }

    @Override
    public void onEpochBegin(long epoch) {
      stopIn("epoch begin");
    }

    @Override
    public void onStep(TrainingProgress progress) {
      step = progress.step();
      stopIn("step");
    }

    @Override
    public void onLog(Map<String, Object> entry) {
      if (entry.containsKey("loss")) {
        stopIn("log");
      }
    }

    @Override
    public void onEvaluation(EvaluationReport report, TrainingProgress progress) {
      stopIn("evaluation");
    }

    @Override
    public void onEpochEnd(TrainingProgress progress) {
      stopIn("epoch end");
    }

    @Override
    public void onSave(Path folder, TrainingProgress progress) {
      if (progress.step() == 10) {
        stopIn("save");
      }
    }
  }

  @Test
  void anUnknownMetricIsRefusedBeforeTheFirstStepWithTheKnownOnes() {
    UsageException error =
        assertThrows(UsageException.class, () -> train("run", loadBest("eval_f1_score")));
    assertTrue(error.getMessage().contains("\"eval_f1_score\""), error.getMessage());
    assertTrue(error.getMessage().contains("loss, accuracy, macro_f1"), error.getMessage());
  }

  @Test
  void aBestWithoutEvaluationsIsRefused() {
    UsageException error =
        assertThrows(
            UsageException.class,
            () ->
                loadBest("loss").toBuilder()
                    .evaluation(new EvaluationOptions(Cadence.NEVER, 16, false))
                    .build());
    assertTrue(error.getMessage().contains("nothing is evaluated"), error.getMessage());
  }

  private static TrainingOptions loadBest(String metric) {
    return OVERFITTING.toBuilder()
        .selection(new SelectionOptions(metric, Direction.BY_NAME, true, 0, 0))
        .saving(new SavingOptions(Cadence.NEVER, 1))
        .build();
  }

  private Runs runs() {
    return new Runs(folder, () -> Problems.network(0), ProblemType.SINGLE_LABEL);
  }

  private TrainingOutcome train(String name, TrainingOptions options) {
    return runs().train(name, options).outcome();
  }

  private static double max(List<Double> values) {
    return values.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
  }

  private static List<Double> evaluations(TrainingOutcome outcome, String metric) {
    List<Double> values = new ArrayList<>();
    for (Map<String, Object> entry : outcome.logHistory()) {
      if (entry.containsKey(metric)) {
        values.add((Double) entry.get(metric));
      }
    }
    return values;
  }

  private static List<Integer> steps(TrainingOutcome outcome, String metric) {
    return outcome.logHistory().stream()
        .filter(entry -> entry.containsKey(metric))
        .map(entry -> ((Number) entry.get("step")).intValue())
        .toList();
  }
}
