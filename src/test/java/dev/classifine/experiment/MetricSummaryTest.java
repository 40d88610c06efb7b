package dev.classifine.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class MetricSummaryTest {

  /** numpy 2.4: mean, std(ddof=1). */
  @Test
  void meanAndDeviationOfASampleAreNumpys() {
    MetricSummary summary = MetricSummary.of(0.81, 0.79, 0.9, 0.84, 0.775);
    assertEquals(0.8230000000000001, summary.mean(), 1e-15);
    assertEquals(0.049446941260304464, summary.deviation(), 1e-15);
    assertEquals(0.775, summary.min());
    assertEquals(0.9, summary.max());
    assertEquals(5, summary.runs());
  }

  @Test
  void aLargeOffsetDoesNotHideTheDeviation() {
    assertEquals(1, MetricSummary.of(1e9 + 1, 1e9 + 2, 1e9 + 3).deviation(), 1e-9);
  }

  @Test
  void whatIsNotFiniteIsLeftOut() {
    MetricSummary summary = MetricSummary.of(1, Double.NaN, 3, Double.POSITIVE_INFINITY);
    assertEquals(2, summary.runs());
    assertEquals(2, summary.mean());
    assertEquals(Math.sqrt(2), summary.deviation());
    assertEquals(3, summary.max());
  }

  @Test
  void oneRunHasNoDeviationAndNoneNoMean() {
    assertEquals(5, MetricSummary.of(5).mean());
    assertTrue(Double.isNaN(MetricSummary.of(5).deviation()));
    assertTrue(Double.isNaN(MetricSummary.of().mean()));
    assertEquals(0, MetricSummary.of().runs());
  }
}
