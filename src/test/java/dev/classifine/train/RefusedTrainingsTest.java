package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import dev.classifine.error.ClassifineException;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Sets that do not fit: an error that names what, and no number. */
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

  private static Trainer trainer(Model model, ProblemType type) {
    return Trainer.builder(model, type, Problems.THREE)
        .options(Problems.options(1, 8, 1, 0))
        .build();
  }
}
