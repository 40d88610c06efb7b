package dev.classifine.problem;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import dev.classifine.problem.LabelWeights.ByName;
import dev.classifine.problem.LabelWeights.InOrder;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LossOptionsTest {

  private static final LabelSet LABELS = new LabelSet(List.of("ham", "spam"));
  private static final LossOptions PLAIN = LossOptions.DEFAULTS;

  @Test
  void weightsAreReadInOrderAndByName() {
    assertEquals(LabelWeights.BALANCED, LabelWeights.of(" balanced ", "--x"));
    assertEquals(new InOrder(List.of(1.0, 2.5, 0.0)), LabelWeights.of("1, 2.5,0", "--x"));
    assertEquals(new ByName(Map.of("spam", 3.0)), LabelWeights.of("spam=3", "--x"));
    assertEquals(
        new ByName(Map.of("very good, indeed", 2.0, "a=b", 0.5)),
        LabelWeights.of("very good, indeed=2,a=b=0.5", "--x"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "1,", ",1", "1;2", "a=", "a=1,b", "a=x", "=1", "a=1,,"})
  void whatIsNoWeightIsShown(String text) {
    fails(() -> LabelWeights.of(text, "--x"), "--x: \"", "is not a weight", "spam=3,ham=1");
  }

  @Test
  void labelsThatAreNotNamedWeighOne() {
    double[] vector =
        LabelVector.classWeights(
            LabelWeights.of("spam=3", "--x"), LABELS, new Targets.Classes(new int[] {0, 1}));
    assertEquals("[1.0, 3.0]", Arrays.toString(vector));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1,1", "NaN,1", "Infinity,1", "ham=-0.5"})
  void weightsAreFiniteAndNotNegative(String text) {
    LabelWeights weights = LabelWeights.of(text, "--x");
    fails(() -> PLAIN.withClassWeights(weights), "class weights: ", "number of at least 0");
    fails(() -> PLAIN.withPosWeight(weights), "pos weight: ", "number of at least 0");
  }

  @Test
  void weightsOfNothingAreRefused() {
    fails(() -> PLAIN.withClassWeights(LabelWeights.of("0,0", "--x")), "[0.0, 0.0] weighs nothing");
    fails(() -> PLAIN.withPosWeight(LabelWeights.of("ham=0", "--x")), "weighs nothing");
  }

  @Test
  void focalParametersHaveRanges() {
    for (double gamma : new double[] {-0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
      fails(() -> Focal.of(gamma), "focal gamma: " + gamma);
    }
    for (double alpha : new double[] {0, 1, -1, Double.NaN}) {
      fails(() -> new Focal(2, alpha), "focal alpha: " + alpha);
    }
    fails(() -> new Focal(0, 0.25), "without focal gamma");
  }

  @Test
  void contradictionsNameBothOptions() {
    LossOptions focal = PLAIN.withFocal(Focal.of(2));
    fails(
        () -> focal.withLabelSmoothing(LabelSmoothing.of(0.1)),
        "--focal-gamma and --label-smoothing");
    fails(
        () -> PLAIN.withPosWeight(LabelWeights.BALANCED).withFocal(new Focal(2, 0.25)),
        "--focal-alpha and --pos-weight");
    fails(
        () -> PLAIN.withPosWeight(LabelWeights.BALANCED).withClassWeights(LabelWeights.BALANCED),
        "--class-weights and --pos-weight");
  }

  @Test
  void eachOptionIsForItsProblems() {
    LossOptions classes = PLAIN.withClassWeights(LabelWeights.BALANCED);
    LossOptions positives = PLAIN.withPosWeight(LabelWeights.BALANCED);
    LossOptions focal = PLAIN.withFocal(Focal.of(2));
    LossOptions alpha = PLAIN.withFocal(new Focal(2, 0.25));
    classes.check(ProblemType.SINGLE_LABEL, LABELS);
    positives.check(ProblemType.MULTI_LABEL, LABELS);
    focal.check(ProblemType.SINGLE_LABEL, LABELS);
    alpha.check(ProblemType.MULTI_LABEL, LABELS);
    foreign(classes, ProblemType.MULTI_LABEL, "--class-weights", "--pos-weight");
    foreign(classes, ProblemType.REGRESSION, "--class-weights", "--weight-column");
    foreign(positives, ProblemType.SINGLE_LABEL, "--pos-weight", "--class-weights");
    foreign(positives, ProblemType.REGRESSION, "--pos-weight", "--weight-column");
    foreign(focal, ProblemType.REGRESSION, "--focal-gamma", "left out");
    foreign(alpha, ProblemType.SINGLE_LABEL, "--focal-alpha", "--class-weights");
  }

  @Test
  void smoothingWhereItHasNoMeaningIsLeftToItsGuard() {
    LossOptions smoothing = PLAIN.withLabelSmoothing(LabelSmoothing.of(0.1));
    for (ProblemType type : ProblemType.values()) {
      smoothing.check(type, LABELS);
    }
  }

  @Test
  void givenWeightsFitTheLabels() {
    LossOptions three = PLAIN.withClassWeights(LabelWeights.of("1,2,3", "--x"));
    fails(
        () -> three.check(ProblemType.SINGLE_LABEL, LABELS),
        "--class-weights: 3 weights for 2 labels (ham, spam)");
    LossOptions unknown = PLAIN.withPosWeight(LabelWeights.of("eggs=2", "--x"));
    fails(
        () -> unknown.check(ProblemType.MULTI_LABEL, LABELS),
        "--pos-weight: \"eggs\" is not a label. The labels are: ham, spam.");
  }

  @Test
  void valuesAreThoseOfTheOptionsByName() {
    Map<String, Object> off = PLAIN.values();
    assertEquals(
        List.of(
            "label_smoothing",
            "label_smoothing_convention",
            "class_weights",
            "pos_weight",
            "focal_gamma",
            "focal_alpha"),
        List.copyOf(off.keySet()));
    assertEquals(null, off.get("class_weights"));
    assertEquals(null, off.get("focal_alpha"));
    LossOptions given =
        PLAIN.withPosWeight(LabelWeights.of("spam=3", "--x")).withFocal(Focal.of(2));
    assertEquals(Map.of("spam", 3.0), given.values().get("pos_weight"));
    assertEquals(2.0, given.values().get("focal_gamma"));
    assertEquals(
        "balanced", PLAIN.withClassWeights(LabelWeights.BALANCED).values().get("class_weights"));
  }

  @Test
  void weightsOfRowsAreChecked() {
    int[] ids = {0, 1};
    for (double bad : new double[] {-1, Double.NaN, Double.POSITIVE_INFINITY}) {
      IllegalArgumentException error =
          assertThrows(
              IllegalArgumentException.class,
              () -> new Targets.Classes(ids).weighted(new double[] {1, bad}));
      assertTrue(error.getMessage().contains("Row 1 weighs " + bad), error.getMessage());
    }
    assertThrows(
        IllegalArgumentException.class, () -> new Targets.Values(new float[4], 2, new double[3]));
  }

  private static void foreign(LossOptions options, ProblemType type, String option, String remedy) {
    fails(
        () -> options.check(type, LABELS),
        option + ": it has no meaning for " + type.title(),
        remedy);
  }

  private static void fails(Executable action, String... parts) {
    UsageException error = assertThrows(UsageException.class, action);
    for (String part : parts) {
      assertTrue(error.getMessage().contains(part), error.getMessage());
    }
  }
}
