package dev.classifine.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Training losses and their gradients against PyTorch's, in one piece and in micro-batches. */
class ObjectiveTest {

  private static final LabelSet LABELS = new LabelSet(List.of("a", "b", "c", "d"));
  private final NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.problem.LossCase#all")
  void lossAndGradientArePyTorchs(LossCase given) {
    check(given, given.targets().size());
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.problem.LossCase#all")
  void sharesOfMicroBatchesAddUpToTheLossOfTheWhole(LossCase given) {
    check(given, 4); // ragged
    check(given, 1);
  }

  @Test
  void everyCaseIsSeen() throws IOException {
    assertEquals(49, LossCase.all().size());
    assertEquals(
        List.of(26L, 19L, 4L),
        Arrays.stream(ProblemType.values())
            .map(type -> cases().stream().filter(c -> c.targets().problemType() == type).count())
            .toList());
  }

  @Test
  void withoutOptionsTheLossIsDjls() {
    for (LossCase given : cases()) {
      boolean plain =
          given.options().arePlain()
              && given.targets().weights() == null
              && !given.name().contains("ignored labels");
      assertEquals(
          plain,
          Objective.of(LABELS, given.options(), given.targets()) instanceof DjlObjective,
          given.name());
    }
  }

  @Test
  void anIgnoredRowOfLabelListsIsOneWithoutAnyKnownLabel() {
    int[][] ids = {{0, 2}, {}, {1}};
    Targets ignored = new Targets.LabelLists(new int[][] {{0, 2}, {Targets.IGNORED}, {1}});
    Targets unknown =
        new Targets.LabelLists(ids, new int[][] {{}, {0, 1, 2, 3}, {}}, new double[] {1, 1, 1});
    float[] logits = {1, -2, 0.5f, 3, 9, 9, 9, 9, -1, 0, 2, -3};
    Objective plain = Objective.of(LABELS, LossOptions.DEFAULTS, ignored);
    Objective masked = Objective.of(LABELS, LossOptions.DEFAULTS, unknown);
    assertInstanceOf(DjlObjective.class, plain);
    assertEquals(2, plain.weight(ignored));
    assertEquals(8, masked.weight(unknown));
    double expected = run(plain, ignored, logits, 3).loss;
    assertEquals(expected, run(masked, unknown, logits, 3).loss, 1e-6);
  }

  @Test
  void balancedWeightsLeaveOutWhatIsIgnored() {
    LossOptions classes = LossOptions.DEFAULTS.withClassWeights(LabelWeights.BALANCED);
    int[] ids = {0, 1, 2, 3, 3, -100, -100};
    Objective single = Objective.of(LABELS, classes, new Targets.Classes(ids));
    assertEquals(5 / 4.0, single.weight(new Targets.Classes(new int[] {0, -100})), 1e-12);
    assertEquals(5 / 8.0, single.weight(new Targets.Classes(new int[] {3})), 1e-12);

    // Label 0: two of three known rows have it.
    LossOptions positives = LossOptions.DEFAULTS.withPosWeight(LabelWeights.BALANCED);
    Targets lists =
        new Targets.LabelLists(
            new int[][] {{0, 1}, {0, 2}, {3}, {}, {-100}}, new int[][] {{}, {}, {}, {0}, {}}, null);
    double[] vector =
        LabelVector.posWeight(positives.posWeight(), LABELS, (Targets.LabelLists) lists);
    assertEquals(0.5, vector[0], 1e-12);
    assertEquals(3, vector[1], 1e-12);
  }

  @Test
  void balanceNeedsEveryLabel() {
    LossOptions classes = LossOptions.DEFAULTS.withClassWeights(LabelWeights.BALANCED);
    fails(classes, new Targets.Classes(new int[] {0, 1, 2, -100}), "no training row", "\"d\"");
    LossOptions positives = LossOptions.DEFAULTS.withPosWeight(LabelWeights.BALANCED);
    fails(
        positives,
        new Targets.LabelLists(new int[][] {{0, 1}, {0, 2}, {1}}),
        "no training row has the label \"d\"");
    fails(
        positives,
        new Targets.LabelLists(new int[][] {{0, 1}, {0, 2}, {0, 3}}),
        "every training row has the label \"a\"");
  }

  @Test
  void aTrainingThatWeighsNothingIsAnError() {
    LossOptions plain = LossOptions.DEFAULTS;
    fails(plain, new Targets.Classes(new int[] {-100, -100}), "2 training rows weigh 0.0");
    fails(plain, new Targets.LabelLists(new int[][] {{-100}}), "weigh 0.0");
    fails(plain, new Targets.Values(new float[8], 4, new double[2]), "weigh 0.0");
    fails(
        plain.withClassWeights(LabelWeights.of("0,0,0,1", "")),
        new Targets.Classes(new int[] {0, 1}),
        "weigh 0.0");
  }

  @Test
  void theFocalLossOfACertainDecisionHasAGradient() {
    // p rounds to 1, where the derivative of (1 - p)^0.5 is infinite.
    LossOptions focal = LossOptions.DEFAULTS.withFocal(Focal.of(0.5));
    float[] logits = {1e4f, -1e4f, -1e4f, -1e4f};
    for (Targets targets :
        List.of(
            new Targets.Classes(new int[] {0}),
            new Targets.Classes(new int[] {1}),
            new Targets.LabelLists(new int[][] {{0}}),
            new Targets.LabelLists(new int[][] {{1, 2, 3}}))) {
      Result result = run(Objective.of(LABELS, focal, targets), targets, logits, 1);
      assertTrue(Double.isFinite(result.loss), targets.toString());
      for (float derivative : result.gradient) {
        assertTrue(Float.isFinite(derivative), Arrays.toString(result.gradient));
      }
    }
  }

  private static List<LossCase> cases() {
    try {
      return LossCase.all();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  private static void fails(LossOptions options, Targets targets, String... parts) {
    ClassifineException error =
        assertThrows(ClassifineException.class, () -> Objective.of(LABELS, options, targets));
    for (String part : parts) {
      assertTrue(error.getMessage().contains(part), error.getMessage());
    }
  }

  /** To 2e-6 of the largest number: what float32 holds of logits of their size. */
  private void check(LossCase given, int microBatch) {
    Objective objective = Objective.of(LABELS, given.options(), given.targets());
    float[] logits = new float[given.logits().length * 4];
    double largest = 0;
    for (int i = 0; i < logits.length; i++) {
      logits[i] = (float) given.logits()[i / 4][i % 4];
      largest = Math.max(largest, Math.abs(given.gradient()[i / 4][i % 4]));
    }
    Result result = run(objective, given.targets(), logits, microBatch);
    assertEquals(given.loss(), result.loss, 2e-6 * given.loss());
    for (int i = 0; i < logits.length; i++) {
      assertEquals(
          given.gradient()[i / 4][i % 4], result.gradient[i], 2e-6 * largest, "derivative " + i);
    }
  }

  private record Result(double loss, float[] gradient) {}

  /** The sum of the shares, and its gradient by the logits. */
  private Result run(Objective objective, Targets targets, float[] logits, int microBatch) {
    int[] rows = IntStream.range(0, targets.size()).filter(targets::counts).toArray();
    double weight = objective.weight(targets.select(rows));
    NDArray all = manager.create(logits, new Shape(targets.size(), 4)).duplicate();
    all.setRequiresGradient(true);
    double loss = 0;
    for (int from = 0; from < rows.length; from += microBatch) {
      int[] micro = Arrays.copyOfRange(rows, from, Math.min(rows.length, from + microBatch));
      Targets batch = targets.select(micro);
      Objective.Share share = objective.prepare(LabelArrays.of(manager, batch, 4), batch, weight);
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDArray part = share.of(all.get(manager.create(micro)));
        loss += part.getFloat();
        collector.backward(part);
      }
    }
    return new Result(loss, all.getGradient().toFloatArray());
  }
}
