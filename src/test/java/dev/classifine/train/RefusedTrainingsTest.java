package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Sets, labels and blocks that do not fit each other: an error that names what, and no number. */
class RefusedTrainingsTest {

  @Test
  void emptyAndForeignSetsAreRefused() {
    assertRefused(Problems.of(ProblemType.SINGLE_LABEL, 0, 1), "The training set has no rows");
    NumericSet foreign = Problems.of(ProblemType.REGRESSION, 8, 1);
    try (Model model = Problems.network(0);
        Trainer trainer = trainer(model, ProblemType.SINGLE_LABEL)) {
      String message =
          assertThrows(ClassifineException.class, () -> trainer.fit(foreign, null)).getMessage();
      assertTrue(message.contains("targets are for regression"), message);
    }
  }

  static List<Targets> outOfRange() {
    int[][] known = {{0}, {}, {1, 2}};
    return List.of(
        new Targets.Classes(new int[] {0, 1, 3}),
        new Targets.Classes(new int[] {0, Targets.IGNORED, -1}),
        new Targets.LabelLists(new int[][] {{0}, {Targets.IGNORED}, {1, 3}}),
        new Targets.LabelLists(new int[][] {{0}, {}, {Targets.IGNORED, 2}}),
        new Targets.LabelLists(known, new int[][] {{}, {}, {3}}, null));
  }

  @ParameterizedTest
  @MethodSource("outOfRange")
  void aLabelThatThereIsNotIsNamedWithItsRow(Targets targets) {
    NumericSet set = new NumericSet(new float[12], new Shape(4), targets);
    assertRefused(set, "The training set, row 2: the label id ");
    assertRefused(set, "is out of range. It must be from 0 to 2, a place among the labels (low, ");
    try (Model model = Problems.network(0);
        Trainer trainer = trainer(model, targets.problemType())) {
      NumericSet good = Problems.of(targets.problemType(), 8, 1);
      for (Runnable evaluating :
          List.<Runnable>of(() -> trainer.fit(good, set), () -> trainer.evaluate(set))) {
        String message = assertThrows(ClassifineException.class, evaluating::run).getMessage();
        assertTrue(message.startsWith("The evaluation set, row 2: "), message);
      }
    }
  }

  @Test
  void rowsOfAnotherWidthAreRefused() {
    Targets targets = new Targets.Values(new float[6], 2);
    assertRefused(
        new NumericSet(new float[12], new Shape(4), targets),
        "The training set has rows of 2 numbers for 3 labels (low, middle, high).");
  }

  private static void assertRefused(NumericSet set, String part) {
    try (Model model = Problems.network(0);
        Trainer trainer = trainer(model, set.targets().problemType())) {
      String message =
          assertThrows(ClassifineException.class, () -> trainer.fit(set, null)).getMessage();
      assertTrue(message.contains(part), message);
      assertFalse(model.getBlock().isInitialized(), "something was made before");
    }
  }

  @ParameterizedTest
  @EnumSource(ProblemType.class)
  void logitsForOtherLabelsAreRefusedInTrainingAndEvaluation(ProblemType type) {
    NumericSet rows = Problems.of(type, 16, 1);
    try (Model model = model(new SequentialBlock().add(Linear.builder().setUnits(10).build()));
        Trainer trainer = trainer(model, type)) {
      String training =
          assertThrows(ClassifineException.class, () -> trainer.fit(rows, null)).getMessage();
      assertEquals(
          "The block's first output has the shape (8, 10), but logits of a batch of 8 for 3 labels"
              + " must have (8, 3). Let the block end with as many outputs as there are labels, or"
              + " name a label for each output.",
          training);
      String evaluation =
          assertThrows(ClassifineException.class, () -> trainer.evaluate(rows)).getMessage();
      assertTrue(evaluation.contains("(16, 10), but logits of a batch of 16"), evaluation);
    }
  }

  /** The rows' weights, with which the loss is not DJL's. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void oneNumberARowWithoutItsAxisIsRefused(boolean weighted) {
    Targets targets = new Targets.Values(new float[8], 1);
    double[] weights = new double[8];
    Arrays.fill(weights, 2);
    NumericSet rows =
        new NumericSet(new float[32], new Shape(4), weighted ? targets.weighted(weights) : targets);
    SequentialBlock flat =
        new SequentialBlock()
            .add(Linear.builder().setUnits(1).build())
            .addSingleton(array -> array.reshape(-1));
    try (Model model = model(flat);
        Trainer trainer =
            Trainer.builder(model, ProblemType.REGRESSION, new LabelSet(List.of("price")))
                .options(Problems.options(1, 8, 1, 0))
                .build()) {
      String message =
          assertThrows(ClassifineException.class, () -> trainer.fit(rows, null)).getMessage();
      assertEquals(
          "The block's first output has the shape (8), but logits of a batch of 8 for 1 label must"
              + " have (8, 1). Let the block reshape it.",
          message);
    }
  }

  @Test
  void oneClassIsNothingToLearn() {
    LabelSet one = new LabelSet(List.of("spam"));
    LabelSmoothing smoothing = new LabelSmoothing(0.1, LabelSmoothing.Convention.OTHER_CLASSES);
    for (LabelSmoothing each : List.of(LabelSmoothing.NONE, smoothing)) {
      TrainingOptions options = TrainingOptions.builder().labelSmoothing(each).build();
      try (Model model = model(Blocks.identityBlock())) {
        Trainer.Builder builder =
            Trainer.builder(model, ProblemType.SINGLE_LABEL, one).options(options);
        String message = assertThrows(UsageException.class, builder::build).getMessage();
        assertTrue(message.startsWith("labels: there is one (spam), which"), message);
        assertTrue(message.endsWith("make the problem multi-label."), message);
      }
    }
    ProblemType.MULTI_LABEL.check(one);
    ProblemType.REGRESSION.check(one);
  }

  private static Trainer trainer(Model model, ProblemType type) {
    return Trainer.builder(model, type, Problems.THREE)
        .options(Problems.options(1, 8, 1, 0))
        .build();
  }

  private static Model model(Block block) {
    Model model = Model.newInstance("network", Device.cpu(), "PyTorch");
    model.setBlock(block);
    return model;
  }
}
