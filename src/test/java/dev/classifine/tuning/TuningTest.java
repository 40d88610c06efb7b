package dev.classifine.tuning;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.ReferenceDecisions;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.metrics.Evaluation;
import dev.classifine.metrics.LogitMatrix;
import dev.classifine.metrics.MetricsAccumulator;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.tuning.TuningOptions.Thresholds;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

/** Whole tunings, against scikit-learn's, scipy's and torch's numbers. */
class TuningTest {

  private static final ReferenceDecisions SINGLE = ReferenceDecisions.single();
  private static final ReferenceDecisions MULTI = ReferenceDecisions.multi();
  private static final double EXACT = 1e-12;

  @Test
  void aTemperatureMakesProbabilitiesAgreeWithFrequencies() {
    TuningReport report = tune(SINGLE, new TuningOptions(true, Thresholds.NONE, false, 0)).report();
    for (String name : List.of("log_loss", "ece", "brier_score")) {
      assertEquals(SINGLE.expected("before", name), report.before().get(name), EXACT, name);
      assertEquals(SINGLE.expected("after", name), report.after().get(name), 1e-7, name);
    }
    assertEquals(report.before().get("accuracy"), report.after().get("accuracy"));
    assertTrue(report.after().get("ece") < report.before().get("ece") / 3);
    assertEquals(200, report.rows());
    assertEquals(List.of(), report.warnings());
  }

  @Test
  void eachLabelGetsItsBestF1() {
    Tuned tuned = tune(MULTI, new TuningOptions(false, Thresholds.PER_LABEL, false, 0));
    Evaluation before = evaluation(MULTI, Decision.of(ProblemType.MULTI_LABEL));
    Evaluation after = evaluation(MULTI, tuned.decision());
    for (int k = 0; k < 6; k++) {
      double atHalf = MULTI.expected().getAsJsonArray("f1_at_half").get(k).getAsDouble();
      double best = MULTI.expected().getAsJsonArray("best_f1").get(k).getAsDouble();
      assertEquals(atHalf, before.perClass().get(k).f1(), EXACT);
      assertEquals(best, after.perClass().get(k).f1(), EXACT);
    }
    List<Double> thresholds = tuned.decision().thresholds();
    assertEquals(0.5, thresholds.get(0), "none is better");
    assertEquals(0.5, thresholds.get(4), "the label never occurs");
    assertEquals(after.metrics().get("macro_f1"), tuned.report().after().get("macro_f1"));
    assertEquals(before.metrics().get("macro_f1"), tuned.report().before().get("macro_f1"));
  }

  @Test
  void oneThresholdGetsTheBestMicroF1() {
    Tuned tuned = tune(MULTI, new TuningOptions(false, Thresholds.ONE, false, 0));
    assertEquals(1, tuned.decision().thresholds().size());
    TuningReport report = tuned.report();
    assertEquals(MULTI.expected("micro_f1_at_half"), report.before().get("micro_f1"), EXACT);
    assertEquals(MULTI.expected("best_micro_f1"), report.after().get("micro_f1"), EXACT);
  }

  @Test
  void thresholdsAreOfTheCalibratedProbabilities() {
    Tuned plain = tune(MULTI, new TuningOptions(false, Thresholds.PER_LABEL, false, 0));
    Tuned both = tune(MULTI, new TuningOptions(true, Thresholds.PER_LABEL, true, 3));
    assertEquals(MULTI.expected("temperature"), both.decision().temperature(), 1e-7);
    assertTrue(both.decision().atLeastOne() && both.decision().topK() == 3);
    Decision alone = both.decision().withAtLeastOne(false).withTopK(0);
    assertEquals(
        evaluation(MULTI, plain.decision()).perClass(), evaluation(MULTI, alone).perClass());
    assertFalse(plain.decision().thresholds().equals(alone.thresholds()));
    assertEquals(MULTI.expected("after", "ece"), both.report().after().get("ece"), 1e-7);
  }

  @Test
  void theDecisionBeforeIsMeasuredAndLeavesNoTrace() {
    Decision before = Decision.of(ProblemType.MULTI_LABEL).withThreshold(0.3).withTopK(1);
    TuningOptions options = new TuningOptions(true, Thresholds.NONE, false, 0);
    Tuned tuned = Tuning.tune(options, before, MULTI.labels(), MULTI.logits(), MULTI.targets());
    assertEquals(
        Decision.of(ProblemType.MULTI_LABEL).withTemperature(tuned.decision().temperature()),
        tuned.decision());
    assertEquals(
        evaluation(MULTI, before).metrics().get("micro_f1"),
        tuned.report().before().get("micro_f1"));
  }

  @Test
  void aTemperatureAtItsBoundIsToldOf() {
    LogitMatrix logits = new LogitMatrix(1, 2);
    logits.set(0, new float[] {3, 1}, 0);
    Tuned tuned =
        Tuning.tune(
            new TuningOptions(true, Thresholds.NONE, false, 0),
            Decision.of(ProblemType.SINGLE_LABEL),
            new LabelSet(List.of("a", "b")),
            logits,
            new Targets.Classes(new int[] {0}));
    assertEquals(0.05, tuned.decision().temperature());
    assertEquals(1, tuned.report().warnings().size());
    assertTrue(tuned.report().warnings().get(0).contains("it is 0.05, the bound"));
  }

  @Test
  void whatCannotBeTunedIsRefused() {
    TuningOptions thresholds = new TuningOptions(false, Thresholds.ONE, false, 0);
    usage(() -> tune(SINGLE, thresholds), "tune thresholds: one", "single-label");
    usage(() -> tune(SINGLE, new TuningOptions(false, Thresholds.NONE, true, 0)), "at least one: ");
    usage(() -> new TuningOptions(true, Thresholds.NONE, false, -2), "top-k: -2");
    TuningOptions temperature = new TuningOptions(true, Thresholds.NONE, false, 0);
    usage(() -> temperature.untuned(ProblemType.REGRESSION), "calibrate", "regression");
    usage(() -> Thresholds.of("all", "--thresholds"), "--thresholds: \"all\"", "per-label");
  }

  @Test
  void noRowsAndLogitsThatAreNotFiniteAreErrors() {
    Decision decision = Decision.of(ProblemType.SINGLE_LABEL);
    LabelSet labels = new LabelSet(List.of("a", "b"));
    ClassifineException none =
        assertThrows(
            ClassifineException.class,
            () ->
                Tuning.tune(
                    TuningOptions.NONE,
                    decision,
                    labels,
                    new LogitMatrix(0, 2),
                    new Targets.Classes(new int[0])));
    assertTrue(none.getMessage().contains("no held-out rows"), none.getMessage());
    LogitMatrix logits = new LogitMatrix(2, 2);
    logits.set(1, new float[] {0, Float.POSITIVE_INFINITY}, 0);
    ClassifineException infinite =
        assertThrows(
            ClassifineException.class,
            () ->
                Tuning.tune(
                    TuningOptions.NONE, decision, labels, logits, new Targets.Classes(new int[2])));
    assertTrue(infinite.getMessage().contains("row 1 (from 0) are [0.0, Infinity]"));
  }

  @Test
  void optionsAndReportHaveTheirValuesByName() {
    TuningOptions options = new TuningOptions(true, Thresholds.PER_LABEL, true, 3);
    assertEquals(
        Map.of("calibrate", true, "tune_thresholds", "per-label", "at_least_one", true, "top_k", 3),
        options.values());
    assertTrue(options.isOn() && options.needsRows());
    assertFalse(TuningOptions.NONE.isOn() || TuningOptions.NONE.needsRows());
    TuningOptions set = new TuningOptions(false, Thresholds.NONE, true, 3);
    assertTrue(set.isOn() && !set.needsRows());
    assertEquals(
        Decision.of(ProblemType.MULTI_LABEL).withAtLeastOne(true).withTopK(3),
        set.untuned(ProblemType.MULTI_LABEL));
    Map<String, Object> values = tune(SINGLE, TuningOptions.NONE).report().values();
    assertEquals(List.of("rows", "before", "after", "warnings"), List.copyOf(values.keySet()));
  }

  private static Tuned tune(ReferenceDecisions reference, TuningOptions options) {
    return Tuning.tune(
        options,
        Decision.of(reference.type()),
        reference.labels(),
        reference.logits(),
        reference.targets());
  }

  private static Evaluation evaluation(ReferenceDecisions reference, Decision decision) {
    MetricsAccumulator accumulator = MetricsAccumulator.of(decision, reference.labels(), List.of());
    for (int row = 0; row < reference.logits().rows(); row++) {
      accumulator.add(reference.logits().row(row), reference.targets(), row);
    }
    return accumulator.evaluation();
  }

  private static void usage(Executable tuned, String... parts) {
    UsageException error = assertThrows(UsageException.class, tuned);
    for (String part : parts) {
      assertTrue(error.getMessage().contains(part), error.getMessage());
    }
  }
}
