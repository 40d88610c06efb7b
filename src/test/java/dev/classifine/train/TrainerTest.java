package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.problem.Focal;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.LabelWeights;
import dev.classifine.problem.LossOptions;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The trainer on a small DJL block of its own: it does not care what a block reads. */
class TrainerTest {

  @Test
  void learnsSingleLabels() {
    TrainingOutcome outcome = train(ProblemType.SINGLE_LABEL, Problems.options(20, 16, 1, 0));
    assertTrue(metric(outcome, "accuracy") > 0.93, outcome.evaluation().toString());
  }

  @Test
  void learnsSingleLabelsWithSmoothing() {
    TrainingOutcome outcome = train(ProblemType.SINGLE_LABEL, Problems.options(20, 16, 1, 0.1));
    assertTrue(metric(outcome, "accuracy") > 0.85, outcome.evaluation().toString());
    assertTrue(outcome.evaluation().smoothedLoss() > outcome.evaluation().loss());
    assertEquals(LabelSmoothing.of(0.1), outcome.smoothingInEffect());
  }

  @Test
  void learnsMultipleLabels() {
    TrainingOutcome outcome = train(ProblemType.MULTI_LABEL, Problems.options(20, 16, 1, 0));
    assertTrue(metric(outcome, "micro_f1") > 0.95, outcome.evaluation().toString());
  }

  @Test
  void learnsNumbers() {
    TrainingOutcome outcome = train(ProblemType.REGRESSION, Problems.options(20, 16, 1, 0));
    assertTrue(metric(outcome, "pearson") > 0.98, outcome.evaluation().toString());
  }

  @ParameterizedTest
  @EnumSource(
      value = ProblemType.class,
      names = {"MULTI_LABEL", "REGRESSION"})
  void turnsSmoothingOffWithOneWarningBeforeTheFirstStep(ProblemType type) {
    List<String> events = new ArrayList<>();
    try (Model model = Problems.network(0);
        Trainer trainer =
            Trainer.builder(model, type, Problems.THREE)
                .options(Problems.options(2, 16, 1, 0.1))
                .callback(
                    new TrainingCallback() {
                      @Override
                      public void onBegin(long steps, TrainingControl control) {
                        events.add("begin");
                      }
                    })
                .build()) {
      String warning =
          "Label smoothing is not compatible with "
              + type.title()
              + ". Disabling label smoothing for this training run.";
      assertEquals(List.of(warning), trainer.warnings(), "before anything is trained");
      TrainingOutcome outcome = trainer.fit(Problems.of(type, 64, 1), Problems.of(type, 32, 2));
      assertEquals(List.of(warning), outcome.warnings());
      assertEquals(LabelSmoothing.of(0.1), outcome.smoothingAsked());
      assertEquals(LabelSmoothing.NONE, outcome.smoothingInEffect());
      assertFalse(outcome.evaluation().metrics("eval_").containsKey("eval_smoothed_loss"));
    }
    TrainingOutcome plain = train(type, Problems.options(2, 16, 1, 0));
    TrainingOutcome guarded = train(type, Problems.options(2, 16, 1, 0.1));
    assertEquals(plain.loss(), guarded.loss(), "smoothing is really off");
    assertEquals(List.of(), plain.warnings());
  }

  @ParameterizedTest
  @EnumSource(ProblemType.class)
  void accumulationGivesTheUpdatesOfTheWholeBatch(ProblemType type) {
    // 70 rows: the last effective batch has 6, cut into ragged micro-batches
    double smoothing = type == ProblemType.SINGLE_LABEL ? 0.1 : 0;
    float[] whole = weights(type, Problems.options(1, 8, 1, smoothing));
    assertArrayEquals(whole, weights(type, Problems.options(1, 4, 2, smoothing)), 1e-5f);
    assertArrayEquals(whole, weights(type, Problems.options(1, 1, 8, smoothing)), 1e-5f);
  }

  @Test
  void aSeedRepeatsBitForBit() {
    float[] first = trained(42);
    assertArrayEquals(first, trained(42));
    assertFalse(java.util.Arrays.equals(first, trained(43)), "another seed gives another run");
  }

  @Test
  void twoTrainingsAtOnceGiveTheBytesThatTheyGiveAlone() throws Exception {
    float[] alone1 = trained(1);
    float[] alone2 = trained(2);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      Future<float[]> together1 = threads.submit(() -> trained(1));
      Future<float[]> together2 = threads.submit(() -> trained(2));
      assertArrayEquals(alone1, together1.get());
      assertArrayEquals(alone2, together2.get());
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void stopsAtALossThatIsNotFiniteAndNamesTheBatch() {
    float[] values = new float[40];
    values[13] = Float.NaN; // of row 3
    NumericSet set =
        new NumericSet(
            values, new Shape(4), new Targets.Classes(new int[] {0, 1, 2, 0, 1, 2, 0, 1, 2, 0}));
    try (Model model = Problems.network(0);
        Trainer trainer =
            Trainer.builder(model, ProblemType.SINGLE_LABEL, Problems.THREE)
                .options(Problems.options(1, 10, 1, 0))
                .build()) {
      ClassifineException error =
          assertThrows(ClassifineException.class, () -> trainer.fit(set, null));
      assertTrue(error.getMessage().contains("stopped at step 1"), error.getMessage());
      assertTrue(error.getMessage().contains("the loss is NaN"), error.getMessage());
      assertTrue(error.getMessage().contains("learning rate 0.0"), error.getMessage());
      assertTrue(error.getMessage().contains("row 3"), error.getMessage());
    }
  }

  @Test
  void aBatchThatWeighsNothingMakesNoUpdate() {
    List<float[]> weights = new ArrayList<>();
    List<TrainingProgress> steps = new ArrayList<>();
    TrainingOutcome outcome;
    NumericSet set =
        Problems.of(
            ProblemType.REGRESSION,
            32,
            1,
            targets -> {
              double[] rows = new double[32];
              java.util.Arrays.fill(rows, 16, 24, 1); // the third of four batches
              return targets.weighted(rows);
            });
    try (Model model = Problems.network(0);
        Trainer trainer =
            Trainer.builder(model, ProblemType.REGRESSION, Problems.THREE)
                .options(
                    Problems.options(1, 8, 1, 0).toBuilder()
                        .order(TrainingOptions.RowOrder.SEQUENTIAL)
                        .loggingSteps(2)
                        .build())
                .callback(
                    new TrainingCallback() {
                      @Override
                      public void onStep(TrainingProgress progress) {
                        steps.add(progress);
                        weights.add(flat(model));
                      }
                    })
                .build()) {
      outcome = trainer.fit(set, null);
    }
    assertArrayEquals(weights.get(0), weights.get(1));
    assertFalse(java.util.Arrays.equals(weights.get(1), weights.get(2)));
    assertArrayEquals(weights.get(2), weights.get(3));
    assertEquals(0, steps.get(0).loss());
    assertEquals(0, steps.get(0).gradientNorm());
    assertTrue(steps.get(2).loss() > 0);
    assertEquals(steps.get(2).loss(), outcome.loss(), 1e-12, "the mean of the losses there are");
    assertNull(outcome.logHistory().get(0).get("loss"));
    assertEquals(steps.get(2).loss(), outcome.logHistory().get(1).get("loss"));
  }

  @Test
  void lossesThatCannotBeMadeAreRefusedBeforeTheFirstStep() {
    LossOptions classWeights = LossOptions.DEFAULTS.withClassWeights(LabelWeights.BALANCED);
    TrainingOptions options = TrainingOptions.builder().loss(classWeights).build();
    try (Model model = Problems.network(0)) {
      Trainer.Builder foreign =
          Trainer.builder(model, ProblemType.REGRESSION, Problems.THREE).options(options);
      assertThrows(UsageException.class, foreign::build);
    }
    Targets.Classes ignored = new Targets.Classes(new int[] {Targets.IGNORED, Targets.IGNORED});
    NumericSet nothing = new NumericSet(new float[8], new Shape(4), ignored);
    NumericSet some = Problems.of(ProblemType.SINGLE_LABEL, 8, 1);
    try (Model model = Problems.network(0);
        Trainer trainer =
            Trainer.builder(model, ProblemType.SINGLE_LABEL, Problems.THREE)
                .callback(
                    new TrainingCallback() {
                      @Override
                      public void onBegin(long steps, TrainingControl control) {
                        throw new AssertionError("began");
                      }
                    })
                .build()) {
      ClassifineException training =
          assertThrows(ClassifineException.class, () -> trainer.fit(nothing, null));
      assertTrue(training.getMessage().contains("2 training rows weigh 0.0"), training.toString());
      ClassifineException evaluation =
          assertThrows(ClassifineException.class, () -> trainer.fit(some, nothing));
      assertTrue(evaluation.getMessage().contains("All 2 rows to evaluate on are ignored"));
    }
  }

  static List<LossOptions> losses() {
    LossOptions smoothed = LossOptions.DEFAULTS.withLabelSmoothing(LabelSmoothing.of(0.1));
    LossOptions focal = LossOptions.DEFAULTS.withFocal(Focal.of(2));
    return List.of(smoothed, focal.withClassWeights(LabelWeights.BALANCED));
  }

  @ParameterizedTest
  @MethodSource("losses")
  void stepOneThousandHoldsAsManyArraysAsStepTen(LossOptions loss) {
    Map<Long, Integer> held = new java.util.HashMap<>();
    try (Model model = Problems.network(0.1f)) {
      Trainer.Builder builder =
          Trainer.builder(model, ProblemType.SINGLE_LABEL, Problems.THREE)
              .options(Problems.options(63, 2, 2, 0).toBuilder().loss(loss).build())
              .callback(
                  new TrainingCallback() {
                    @Override
                    public void onStep(TrainingProgress progress) {
                      if (progress.step() == 10 || progress.step() == 1000) {
                        held.put(progress.step(), arrays(model));
                      }
                    }
                  });
      try (Trainer trainer = builder.build()) {
        trainer.fit(
            Problems.of(ProblemType.SINGLE_LABEL, 64, 1),
            Problems.of(ProblemType.SINGLE_LABEL, 16, 2));
      }
    }
    assertEquals(2, held.size());
    assertEquals(held.get(10L), held.get(1000L));
  }

  @Test
  void logsByTransformersNames() {
    TrainingOutcome outcome = train(ProblemType.SINGLE_LABEL, Problems.options(2, 16, 1, 0.1));
    Map<String, Object> first = outcome.logHistory().get(0);
    assertEquals(
        List.of("loss", "grad_norm", "learning_rate", "epoch", "step"),
        List.copyOf(first.keySet()));
    assertEquals(0.0, first.get("learning_rate"), "the first step of a warm-up");
    assertEquals(1L, first.get("step"));
    Map<String, Object> last = outcome.logHistory().get(outcome.logHistory().size() - 1);
    assertEquals(2.0, last.get("epoch"));
    assertTrue(
        last.keySet().containsAll(List.of("eval_loss", "eval_smoothed_loss", "eval_accuracy")),
        last.toString());
  }

  @Test
  void maxStepsEndInTheMiddleOfAnEpochWithAnEvaluation() {
    TrainingOptions steps = Problems.options(3, 16, 1, 0).toBuilder().maxSteps(5).build();
    TrainingOutcome outcome = train(ProblemType.SINGLE_LABEL, steps);
    assertEquals(5, outcome.steps());
    assertEquals(5 / 13.0, outcome.epochs(), 1e-12);
    assertEquals(60, outcome.evaluation().evaluation().examples());
  }

  private static TrainingOutcome train(ProblemType type, TrainingOptions options) {
    try (Model model = Problems.network(0);
        Trainer trainer = Trainer.builder(model, type, Problems.THREE).options(options).build()) {
      return trainer.fit(Problems.of(type, 200, 1), Problems.of(type, 60, 2));
    }
  }

  private static double metric(TrainingOutcome outcome, String name) {
    return outcome.evaluation().evaluation().metrics().get(name);
  }

  private static float[] weights(ProblemType type, TrainingOptions options) {
    try (Model model = Problems.network(0);
        Trainer trainer = Trainer.builder(model, type, Problems.THREE).options(options).build()) {
      trainer.fit(Problems.of(type, 70, 1), null);
      return flat(model);
    }
  }

  private static float[] trained(long seed) {
    TrainingOptions options =
        Problems.options(5, 8, 2, 0).toBuilder().loggingSteps(10).seed(seed).build();
    try (Model model = Problems.network(0.3f);
        Trainer trainer =
            Trainer.builder(model, ProblemType.SINGLE_LABEL, Problems.THREE)
                .options(options)
                .build()) {
      trainer.fit(
          Problems.of(ProblemType.SINGLE_LABEL, 100, 1),
          Problems.of(ProblemType.SINGLE_LABEL, 20, 2));
      return flat(model);
    }
  }

  private static float[] flat(Model model) {
    List<Float> all = new ArrayList<>();
    model
        .getBlock()
        .getParameters()
        .values()
        .forEach(
            parameter -> {
              for (float value : parameter.getArray().toFloatArray()) {
                all.add(value);
              }
            });
    float[] flat = new float[all.size()];
    for (int i = 0; i < flat.length; i++) {
      flat[i] = all.get(i);
    }
    return flat;
  }

  /** All arrays under a model, those of sub-managers included. */
  private static int arrays(Model model) {
    return model.getNDManager().getManagedArrays().size();
  }
}
