package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.metrics.MetricsAccumulator;
import dev.classifine.problem.Decision;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import java.util.List;
import org.junit.jupiter.api.Test;

class EvaluationReportTest {

  @Test
  void aMetricIsFoundByItsNameAndAWrongNameIsTold() {
    MetricsAccumulator accumulator =
        MetricsAccumulator.of(Decision.of(ProblemType.MULTI_LABEL), Problems.THREE, List.of());
    // two of three positives found, one label too many: 2·2 / (2·2 + 1 + 1)
    accumulator.add(new float[] {1, -1, 1}, new Targets.LabelLists(new int[][] {{0, 1}, {2}}), 0);
    accumulator.add(new float[] {-1, -1, 1}, new Targets.LabelLists(new int[][] {{0, 1}, {2}}), 1);
    EvaluationReport report = new EvaluationReport(accumulator.evaluation(), 0, 0, false, 1, 1);
    assertEquals(4 / 6.0, report.metric("micro_f1"), 1e-12);
    IllegalArgumentException error =
        assertThrows(IllegalArgumentException.class, () -> report.metric("f1_micro"));
    assertTrue(error.getMessage().startsWith("\"f1_micro\" is no metric"), error.getMessage());
    assertTrue(error.getMessage().contains("micro_f1"), error.getMessage());
  }
}
