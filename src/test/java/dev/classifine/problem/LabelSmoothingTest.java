package dev.classifine.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import dev.classifine.problem.LabelSmoothing.Convention;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class LabelSmoothingTest {

  @Test
  void spreadsOverAllClassesByDefault() {
    LabelSmoothing smoothing = LabelSmoothing.of(0.1);
    assertEquals(0.925, smoothing.correctTarget(4), 1e-12);
    assertEquals(0.025, smoothing.otherTarget(4), 1e-12);
  }

  @Test
  void spreadsOverTheOtherClassesWhereAsked() {
    LabelSmoothing smoothing = new LabelSmoothing(0.1, Convention.OTHER_CLASSES);
    assertEquals(0.9, smoothing.correctTarget(4), 1e-12);
    assertEquals(0.1 / 3, smoothing.otherTarget(4), 1e-12);
  }

  @ParameterizedTest
  @EnumSource(Convention.class)
  void targetsSumToOne(Convention convention) {
    for (int classes = 2; classes < 100; classes++) {
      LabelSmoothing smoothing = new LabelSmoothing(0.37, convention);
      double sum =
          smoothing.correctTarget(classes) + (classes - 1) * smoothing.otherTarget(classes);
      assertEquals(1, sum, 1e-12);
    }
  }

  @ParameterizedTest
  @ValueSource(doubles = {1.0, -0.1, 1.5, Double.NaN, Double.POSITIVE_INFINITY})
  void refusesAFactorOutsideZeroToOne(double factor) {
    UsageException error = assertThrows(UsageException.class, () -> LabelSmoothing.of(factor));
    assertTrue(error.getMessage().startsWith("label smoothing: " + factor), error.getMessage());
    assertTrue(error.getMessage().contains("[0, 1)"), error.getMessage());
  }

  @Test
  void hasNoMeaningForMultiLabel() {
    assertEquals(
        Optional.of(
            "Label smoothing is not compatible with multi-label classification. Disabling label"
                + " smoothing for this training run."),
        LabelSmoothing.of(0.1).conflictWith(ProblemType.MULTI_LABEL));
  }

  @Test
  void hasNoMeaningForRegression() {
    assertEquals(
        Optional.of(
            "Label smoothing is not compatible with regression. Disabling label smoothing for this"
                + " training run."),
        LabelSmoothing.of(0.1).conflictWith(ProblemType.REGRESSION));
  }

  @Test
  void conflictsNowhereWhereItIsOffOrMeant() {
    assertTrue(LabelSmoothing.NONE.conflictWith(ProblemType.MULTI_LABEL).isEmpty());
    assertTrue(LabelSmoothing.NONE.conflictWith(ProblemType.REGRESSION).isEmpty());
    assertTrue(LabelSmoothing.of(0.1).conflictWith(ProblemType.SINGLE_LABEL).isEmpty());
  }

  @Test
  void readsConventionsByName() {
    assertEquals(Convention.ALL_CLASSES, Convention.of("all-classes"));
    assertEquals(Convention.OTHER_CLASSES, Convention.of("other_classes"));
    assertThrows(UsageException.class, () -> Convention.of("some"));
  }
}
