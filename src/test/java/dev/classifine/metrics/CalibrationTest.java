package dev.classifine.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.ReferenceDecisions;
import dev.classifine.error.UsageException;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Calibration error and Brier score by hand, and against scikit-learn. */
class CalibrationTest {

  private static final LabelSet AB = new LabelSet(List.of("a", "b"));
  private static final List<MetricFactory> BOTH =
      List.of(ExpectedCalibrationError::new, BrierScore::new);

  @Test
  void oneOfSeveralByHand() {
    Targets targets = new Targets.Classes(new int[] {0, 0, 1, 0});
    // probabilities of the predicted class a: 0.9, 0.9, 0.9 (wrong); of b: 0.75 (wrong)
    float[][] logits = {{log(9), 0}, {log(9), 0}, {log(9), 0}, {0, log(3)}};
    Map<String, Double> metrics = metrics(Decision.of(ProblemType.SINGLE_LABEL), logits, targets);
    assertEquals((3 * Math.abs(2 / 3.0 - 0.9) + 0.75) / 4, metrics.get("ece"), 1e-7);
    double brier = (2 * 0.01 + 2 * 0.01 + 2 * 0.81 + 2 * 0.75 * 0.75) / 4;
    assertEquals(brier, metrics.get("brier_score"), 1e-7);
  }

  @Test
  void everyLabelByHand() {
    Targets targets = new Targets.LabelLists(new int[][] {{0}, {}, {0, 1}});
    // probabilities of a: 0.9, 0.9, 0.25; of b: 0.25, 0.25, 0.25
    float[][] logits = {{log(9), -log(3)}, {log(9), -log(3)}, {-log(3), -log(3)}};
    Map<String, Double> metrics = metrics(Decision.of(ProblemType.MULTI_LABEL), logits, targets);
    assertEquals(
        (2 * Math.abs(1 / 2.0 - 0.9) + 4 * Math.abs(2 / 4.0 - 0.25)) / 6, metrics.get("ece"), 1e-7);
    double brier = (0.01 + 0.81 + 0.5625 + 0.0625 + 0.0625 + 0.5625) / 6;
    assertEquals(brier, metrics.get("brier_score"), 1e-7);
  }

  @Test
  void binsAreOpenOnTheLeftAndHoldBothEnds() {
    // 1/3 is the end of the fifth bin and 0.34 begins the sixth: apart, their errors add up
    Targets targets = new Targets.LabelLists(new int[][] {{0}, {}});
    float[][] logits = {{-log(2), -1e9f}, {log(0.34 / 0.66), -1e9f}};
    double third = Decision.sigmoid(logits[0][0], 1);
    assertTrue(third <= 1 / 3.0, "rounded to this side");
    Map<String, Double> metrics = metrics(Decision.of(ProblemType.MULTI_LABEL), logits, targets);
    assertEquals((2 / 3.0 + 0.34 + 0 + 0) / 4, metrics.get("ece"), 1e-7);
    float[][] sure = {{1e9f, -1e9f}, {-1e9f, -1e9f}};
    assertEquals(0, metrics(Decision.of(ProblemType.MULTI_LABEL), sure, targets).get("ece"));
  }

  @Test
  void bothAreScikitLearnsWithAndWithoutATemperature() {
    for (ReferenceDecisions reference :
        List.of(ReferenceDecisions.single(), ReferenceDecisions.multi())) {
      Decision plain = Decision.of(reference.type());
      Decision tuned = plain.withTemperature(reference.expected("temperature"));
      check(reference, plain, "before");
      check(reference, tuned, "after");
    }
  }

  private static void check(ReferenceDecisions reference, Decision decision, String when) {
    MetricsAccumulator accumulator = MetricsAccumulator.of(decision, reference.labels(), BOTH);
    for (int row = 0; row < reference.logits().rows(); row++) {
      accumulator.add(reference.logits().row(row), reference.targets(), row);
    }
    Map<String, Double> metrics = accumulator.evaluation().metrics();
    for (String name : List.of("ece", "brier_score")) {
      assertEquals(
          reference.expected(when, name), metrics.get(name), 1e-12, reference.type() + " " + name);
    }
  }

  @Test
  void withoutRowsThereIsNoNumber() {
    Map<String, Double> metrics =
        MetricsAccumulator.of(Decision.of(ProblemType.SINGLE_LABEL), AB, BOTH)
            .evaluation()
            .metrics();
    assertTrue(Double.isNaN(metrics.get("ece")) && Double.isNaN(metrics.get("brier_score")));
  }

  @Test
  void aRegressionHasNoProbabilities() {
    Decision regression = Decision.of(ProblemType.REGRESSION);
    for (MetricFactory factory : BOTH) {
      UsageException error =
          assertThrows(UsageException.class, () -> factory.create(regression, AB));
      assertTrue(error.getMessage().contains("a regression has no probabilities"));
    }
  }

  private static Map<String, Double> metrics(Decision decision, float[][] logits, Targets targets) {
    MetricsAccumulator accumulator = MetricsAccumulator.of(decision, AB, BOTH);
    for (int row = 0; row < logits.length; row++) {
      accumulator.add(logits[row], targets, row);
    }
    return accumulator.evaluation().metrics();
  }

  private static float log(double x) {
    return (float) Math.log(x);
  }
}
