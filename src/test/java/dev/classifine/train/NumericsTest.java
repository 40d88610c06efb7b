package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.error.ClassifineException;
import dev.classifine.optim.Scheduler;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.script.NativeRuntime;
import dev.classifine.train.NumericsOptions.NonFinite;
import dev.classifine.train.TrainingOptions.RowOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Numbers that leave their range, and memory that is full. */
class NumericsTest {

  private static final TrainingOptions OPTIONS =
      Problems.options(2, 8, 1, 0).toBuilder().order(RowOrder.SEQUENTIAL).build();

  @Test
  void aStepThatIsNotFiniteIsSkippedOnRequestAndReported() {
    float[] values = new float[64 * 4];
    for (int i = 0; i < values.length; i++) {
      values[i] = i % 7 - 3;
    }
    values[13 * 4] = Float.NaN; // of the second batch of each epoch
    NumericSet set = new NumericSet(values, new Shape(4), new Targets.Classes(new int[64]));
    TrainingOptions skipping =
        OPTIONS.toBuilder().numerics(new NumericsOptions(NonFinite.SKIP, 0)).build();
    TrainingOutcome outcome = train(skipping, set);
    assertEquals(16, outcome.steps());
    assertEquals(2, outcome.skippedSteps());
    assertTrue(Double.isFinite(outcome.loss()), "the steps that were skipped are not counted");
    assertTrue(outcome.warnings().get(0).contains("Step 2 made no update"));
    assertTrue(outcome.warnings().get(0).contains("row 13"), outcome.warnings().toString());
    Map<String, Object> entry = outcome.logHistory().get(1);
    assertEquals(1, entry.get("skipped_steps"));
    assertEquals(null, entry.get("loss"));
  }

  @Test
  void aSkippedStepLeavesTheWeightsOfARunThatNeverSawItsRows() {
    // The squared errors of row 13 overflow float32, but not the gradient of their mean.
    NumericSet plain = Problems.of(ProblemType.REGRESSION, 16, 1);
    NumericSet huge =
        Problems.of(
            ProblemType.REGRESSION,
            16,
            1,
            targets -> {
              float[] values = ((Targets.Values) targets).values();
              Arrays.fill(values, 13 * 3, 14 * 3, 1.9e19f);
              return new Targets.Values(values, 3);
            });
    TrainingOptions skipping =
        OPTIONS.toBuilder()
            .epochs(1)
            .batchSize(2)
            .gradientAccumulationSteps(4)
            .scheduler(Scheduler.CONSTANT)
            .warmupSteps(0)
            .numerics(new NumericsOptions(NonFinite.SKIP, 0))
            .build();
    Map<String, List<Float>> expected = weights(skipping.toBuilder().maxSteps(1).build(), plain);
    assertEquals(expected, weights(skipping, huge));
  }

  private static Map<String, List<Float>> weights(TrainingOptions options, NumericSet set) {
    try (Model model = Problems.network(0);
        Trainer trainer =
            Trainer.builder(model, ProblemType.REGRESSION, Problems.THREE)
                .options(options)
                .build()) {
      trainer.fit(set, null);
      return Runs.weights(model);
    }
  }

  @Test
  void aTrainingThatMakesNoUpdateAnyMoreEnds() {
    float[] values = new float[8 * 4];
    values[0] = Float.POSITIVE_INFINITY;
    NumericSet set = new NumericSet(values, new Shape(4), new Targets.Classes(new int[8]));
    TrainingOptions skipping =
        OPTIONS.toBuilder().epochs(100).numerics(new NumericsOptions(NonFinite.SKIP, 0)).build();
    ClassifineException error = assertThrows(ClassifineException.class, () -> train(skipping, set));
    assertTrue(error.getMessage().contains("the last 50 steps made no update"));
  }

  @Test
  void aScaledLossGivesTheUpdatesOfTheLossItself() {
    TrainingOptions scaled =
        OPTIONS.toBuilder().numerics(new NumericsOptions(NonFinite.STOP, 1024)).build();
    NumericSet set = Problems.of(ProblemType.SINGLE_LABEL, 64, 1);
    TrainingOutcome plain = train(OPTIONS, set);
    TrainingOutcome outcome = train(scaled, set);
    for (int i = 0; i < plain.logHistory().size(); i++) {
      for (String name : List.of("loss", "grad_norm")) {
        assertEquals(
            (Double) plain.logHistory().get(i).get(name),
            (Double) outcome.logHistory().get(i).get(name),
            1e-6);
      }
    }
  }

  @Test
  void anOverflowOfTheScaledGradientIsSkippedAndTheScaleFalls() {
    // the squares of gradients of about 1 overflow float32 until the scale is below 2^64
    TrainingOptions scaled =
        Problems.options(20, 8, 1, 0).toBuilder()
            .numerics(new NumericsOptions(NonFinite.STOP, Math.pow(2, 90)))
            .build();
    TrainingOutcome outcome = train(scaled, Problems.of(ProblemType.SINGLE_LABEL, 64, 1));
    assertTrue(outcome.skippedSteps() > 20 && outcome.skippedSteps() < 40);
    assertTrue(outcome.loss() < 1.2, "it learns behind that");
  }

  @Test
  void passesAreHalvedWhereMemoryDoesNotHoldThemAndTheUpdatesStay() {
    TrainingOptions auto = OPTIONS.toBuilder().autoBatchSize(true).build();
    Limited limited = new Limited(Problems.of(ProblemType.SINGLE_LABEL, 70, 1), 2);
    TrainingOutcome plain = train(OPTIONS, Problems.of(ProblemType.SINGLE_LABEL, 70, 1));
    TrainingOutcome outcome = train(auto, limited);
    assertEquals(plain.steps(), outcome.steps());
    assertEquals(plain.loss(), outcome.loss(), 1e-5);
    assertEquals(2, outcome.warnings().size(), outcome.warnings().toString());
    assertTrue(outcome.warnings().get(1).contains("Going on with passes over 2"));
  }

  @Test
  void memoryThatIsFullWithinAccumulationLeavesNothingBehind() {
    // 3 passes of 4 rows; of step 5 the third fails, behind two whose gradients are there already
    TrainingOptions options = Problems.options(3, 4, 3, 0).toBuilder().autoBatchSize(true).build();
    NumericSet rows = Problems.of(ProblemType.SINGLE_LABEL, 70, 1);
    try (Model failing = Problems.network(0);
        Model plain = Problems.network(0)) {
      TrainingOutcome outcome = train(failing, options, new FullMemory(rows, 4 * 3 + 2));
      assertEquals(1, outcome.warnings().size(), outcome.warnings().toString());
      assertTrue(outcome.warnings().get(0).contains("(step 5)"), outcome.warnings().get(0));
      train(plain, options, rows);
      assertClose(Runs.weights(plain), Runs.weights(failing));
    }
  }

  private static void assertClose(
      Map<String, List<Float>> expected, Map<String, List<Float>> actual) {
    expected.forEach(
        (name, values) -> {
          for (int i = 0; i < values.size(); i++) {
            assertEquals(values.get(i), actual.get(name).get(i), 1e-5, name);
          }
        });
  }

  @Test
  void fullMemoryIsOneErrorWithTheRemedy() {
    Limited limited = new Limited(Problems.of(ProblemType.SINGLE_LABEL, 64, 1), 2);
    ClassifineException error =
        assertThrows(ClassifineException.class, () -> train(OPTIONS, limited));
    assertTrue(error.getMessage().contains("a pass over 8 rows (step 1)"), error.getMessage());
    assertTrue(error.getMessage().contains("--auto-batch-size"), error.getMessage());
  }

  @Test
  void aRowThatDoesNotFitIsAnErrorAlsoWhereHalvingIsAllowed() {
    TrainingOptions auto = OPTIONS.toBuilder().autoBatchSize(true).build();
    Limited limited = new Limited(Problems.of(ProblemType.SINGLE_LABEL, 64, 1), 0);
    ClassifineException error = assertThrows(ClassifineException.class, () -> train(auto, limited));
    assertTrue(error.getMessage().contains("a pass over 1 row "), error.getMessage());
  }

  @Test
  void anEvaluationThatDoesNotFitIsOneErrorWithTheRemedy() {
    Limited limited = new Limited(Problems.of(ProblemType.SINGLE_LABEL, 40, 2), 16);
    try (Model model = Problems.network(0);
        Trainer trainer =
            Trainer.builder(model, ProblemType.SINGLE_LABEL, Problems.THREE)
                .options(OPTIONS)
                .build()) {
      ClassifineException error =
          assertThrows(
              ClassifineException.class,
              () -> trainer.fit(Problems.of(ProblemType.SINGLE_LABEL, 64, 1), limited));
      assertTrue(error.getMessage().contains("over 32 rows: CUDA out of"), error.getMessage());
      assertTrue(error.getMessage().contains("batch size of evaluating"), error.getMessage());
    }
  }

  private static TrainingOutcome train(TrainingOptions options, TrainingSet set) {
    try (Model model = Problems.network(0)) {
      return train(model, options, set);
    }
  }

  private static TrainingOutcome train(Model model, TrainingOptions options, TrainingSet set) {
    try (Trainer trainer =
        Trainer.builder(model, ProblemType.SINGLE_LABEL, Problems.THREE).options(options).build()) {
      NativeRuntime.seed(7, -1, 0);
      trainer.djl().initialize(new Shape(1, 4));
      return trainer.fit(set, null);
    }
  }

  /** Rows of which only a few fit into memory at once. */
  private record Limited(NumericSet set, int most) implements TrainingSet {
    @Override
    public Targets targets() {
      return set.targets();
    }

    @Override
    public NDList inputs(NDManager manager, int[] rows) {
      if (rows.length > most) {
        throw new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB");
      }
      return set.inputs(manager, rows);
    }
  }
}
