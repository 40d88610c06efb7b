package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import dev.classifine.optim.AdamW;
import dev.classifine.optim.ParameterGroups;
import dev.classifine.problem.Focal;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.LabelSmoothing.Convention;
import dev.classifine.problem.LabelWeights;
import dev.classifine.problem.LossOptions;
import dev.classifine.problem.Objective;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.script.NativeRuntime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Batches of 8, 2 of 4 and 8 of 1 are the same training for every loss. 70 rows: the last effective
 * batch has 6, and where rows are ignored, others are ragged, too.
 */
class LossAccumulationTest {

  private static final int ROWS = 70;
  private static final LossOptions PLAIN = LossOptions.DEFAULTS;
  private static final LabelWeights GIVEN = LabelWeights.of("0.5,3,1.25", "weights");

  /** A loss and the rows that it is of. */
  record Case(String name, ProblemType type, LossOptions loss, UnaryOperator<Targets> targets) {
    NumericSet set() {
      return Problems.of(type, ROWS, 1, targets);
    }

    TrainingOptions options(int batch, int accumulation) {
      return Problems.options(1, batch, accumulation, 0).toBuilder().loss(loss).build();
    }

    @Override
    public String toString() {
      return type.id() + ": " + name;
    }
  }

  static Stream<Case> cases() {
    UnaryOperator<Targets> as = targets -> targets;
    LossOptions smoothed = PLAIN.withLabelSmoothing(LabelSmoothing.of(0.1));
    LossOptions others =
        PLAIN.withLabelSmoothing(new LabelSmoothing(0.2, Convention.OTHER_CLASSES));
    LossOptions focal = PLAIN.withFocal(Focal.of(2));
    ProblemType single = ProblemType.SINGLE_LABEL;
    ProblemType multi = ProblemType.MULTI_LABEL;
    UnaryOperator<Targets> ignored = LossAccumulationTest::ignoring;
    UnaryOperator<Targets> weighted = LossAccumulationTest::weighted;
    UnaryOperator<Targets> both = targets -> weighted(ignoring(targets));
    return Stream.of(
        new Case("plain", single, PLAIN, as),
        new Case("ignored rows", single, PLAIN, ignored),
        new Case("smoothing", single, smoothed, ignored),
        new Case("class weights", single, PLAIN.withClassWeights(GIVEN), as),
        new Case("balanced", single, PLAIN.withClassWeights(LabelWeights.BALANCED), ignored),
        new Case("row weights", single, PLAIN, weighted),
        new Case("weights, smoothing", single, smoothed.withClassWeights(GIVEN), both),
        new Case("weights, smoothing of others", single, others.withClassWeights(GIVEN), both),
        new Case("focal", single, focal, as),
        new Case("focal, weights", single, focal.withClassWeights(GIVEN), both),
        new Case("plain", multi, PLAIN, as),
        new Case("ignored rows and labels", multi, PLAIN, ignored),
        new Case("pos weight", multi, PLAIN.withPosWeight(GIVEN), as),
        new Case("balanced", multi, PLAIN.withPosWeight(LabelWeights.BALANCED), ignored),
        new Case("row weights, pos weight", multi, PLAIN.withPosWeight(GIVEN), both),
        new Case("focal", multi, focal, as),
        new Case("focal, alpha", multi, PLAIN.withFocal(new Focal(2, 0.25)), both),
        new Case("focal, pos weight", multi, focal.withPosWeight(GIVEN), both),
        new Case("plain", ProblemType.REGRESSION, PLAIN, as),
        new Case("row weights", ProblemType.REGRESSION, PLAIN, weighted));
  }

  /** Every fifth row ignored, and in a multi-label problem a label of every third of the others. */
  private static Targets ignoring(Targets targets) {
    if (targets instanceof Targets.Classes classes) {
      int[] ids = classes.ids().clone();
      for (int row = 0; row < ids.length; row += 5) {
        ids[row] = Targets.IGNORED;
      }
      return new Targets.Classes(ids);
    }
    int[][] ids = ((Targets.LabelLists) targets).ids().clone();
    int[][] ignored = new int[ids.length][0];
    for (int row = 0; row < ids.length; row++) {
      int unknown = row % 3;
      if (row % 5 == 0) {
        ids[row] = new int[] {Targets.IGNORED};
      } else if (row % 3 == 1) {
        ids[row] = Arrays.stream(ids[row]).filter(id -> id != unknown).toArray();
        ignored[row] = new int[] {unknown};
      }
    }
    return new Targets.LabelLists(ids, ignored, null);
  }

  /** Weights from 0 to 3. */
  private static Targets weighted(Targets targets) {
    double[] weights = new double[targets.size()];
    Arrays.setAll(weights, row -> row % 7 * 0.5);
    return targets.weighted(weights);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void logsAndWeightsAreThoseOfTheWholeBatch(Case given) {
    Run whole = run(given, 8, 1);
    assertEquals(9, whole.log.size());
    for (Run cut : List.of(run(given, 4, 2), run(given, 1, 8))) {
      for (int step = 0; step < 9; step++) {
        for (String name : List.of("loss", "grad_norm")) {
          double expected = (double) whole.log.get(step).get(name);
          assertTrue(expected > 0, name + " " + expected);
          assertEquals(
              expected,
              (double) cut.log.get(step).get(name),
              1e-5 * Math.max(1, expected),
              name + " of step " + step);
        }
      }
      assertArrayEquals(whole.weights, cut.weights, 1e-5f);
    }
  }

  @ParameterizedTest
  @MethodSource("cases")
  void accumulatedGradientsAreThoseOfTheWholeBatch(Case given) {
    try (Model model = Problems.network(0);
        Trainer trainer = trainer(given, model, 8, 1)) {
      NativeRuntime.seed(3, 0, 0);
      trainer.djl().initialize(new Shape(1, 4));
      for (int first : new int[] {0, 64}) { // a full batch and the ragged last
        int[] rows = Arrays.stream(new int[Math.min(8, ROWS - first)]).toArray();
        Arrays.setAll(rows, i -> first + i);
        float[] whole = gradient(given, trainer, rows, 8, 1);
        double norm = 0;
        for (float derivative : whole) {
          norm += (double) derivative * derivative;
        }
        norm = Math.sqrt(norm);
        assertTrue(norm > 1e-3, "norm " + norm);
        assertArrayEquals(whole, gradient(given, trainer, rows, 4, 2), (float) (1e-6 * norm));
        assertArrayEquals(whole, gradient(given, trainer, rows, 1, 8), (float) (1e-6 * norm));
      }
    }
  }

  private record Run(List<Map<String, Object>> log, float[] weights) {}

  private static Run run(Case given, int batch, int accumulation) {
    try (Model model = Problems.network(0);
        Trainer trainer = trainer(given, model, batch, accumulation)) {
      return new Run(trainer.fit(given.set(), null).logHistory(), flat(model, false));
    }
  }

  private static Trainer trainer(Case given, Model model, int batch, int accumulation) {
    return Trainer.builder(model, given.type(), Problems.THREE)
        .options(given.options(batch, accumulation))
        .build();
  }

  /** The gradient of one effective batch before any update. */
  private static float[] gradient(
      Case given, Trainer trainer, int[] rows, int batch, int accumulation) {
    TrainingOptions options = given.options(batch, accumulation);
    NumericSet set = given.set();
    var djl = trainer.djl();
    NDManager manager = djl.getManager();
    return Turn.take(
        () -> {
          Words words = Words.all(manager);
          try (Replicas replicas = new Replicas(djl, trainer.execution().devices(), false, words);
              AdamW optimizer =
                  new AdamW(
                      manager,
                      words.store(),
                      ParameterGroups.of(djl.getModel().getBlock().getParameters(), 0),
                      options.optimizer());
              NDManager scope = manager.newSubManager()) {
            optimizer.dropGradients();
            Objective objective = Objective.of(Problems.THREE, options.loss(), set.targets());
            Passes passes =
                new Passes(
                    djl,
                    replicas,
                    objective,
                    PassPlan.of(options, set),
                    3,
                    options.seed(),
                    new DjlNotifier(djl));
            new TrainingStep(manager, optimizer, replicas, passes, words, () -> {})
                .backward(scope, 0, rows, options.batchSize(), 1);
            return flat(djl.getModel(), true);
          }
        });
  }

  private static float[] flat(Model model, boolean gradients) {
    List<float[]> parts = new ArrayList<>();
    for (Parameter parameter : model.getBlock().getParameters().values()) {
      NDArray array = parameter.getArray();
      parts.add((gradients ? array.getGradient() : array).toFloatArray());
    }
    float[] flat = new float[parts.stream().mapToInt(part -> part.length).sum()];
    int next = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, flat, next, part.length);
      next += part.length;
    }
    return flat;
  }
}
