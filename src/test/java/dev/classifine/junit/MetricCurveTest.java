package dev.classifine.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class MetricCurveTest {

  private static final List<Map<String, Object>> LOG =
      List.of(
          Map.of("loss", 4.0, "step", 1L),
          Map.of("eval_loss", 9.0, "step", 1L),
          Map.of("loss", 2.0, "step", 2L),
          Map.of("loss", 1.0, "step", 5L));

  /** ((4 + 2)/2 · 1 + (2 + 1)/2 · 3) / 4 = (3 + 4.5) / 4. */
  @Test
  void theMeanIsTheAreaOverTheSteps() {
    MetricCurve loss = MetricCurve.of("loss", LOG);
    assertEquals(1.875, loss.mean(), 1e-15);
    assertEquals(List.of(1L, 2L, 5L), loss.steps());
    assertEquals(1.0, loss.last());
    assertEquals(9.0, MetricCurve.of("eval_loss", LOG).mean(), "one point");
  }

  @Test
  void theFirstStepAtALevelCountsTheLevelIn() {
    MetricCurve loss = MetricCurve.of("loss", LOG);
    assertEquals(OptionalLong.of(2), loss.firstStepAtMost(2));
    assertEquals(OptionalLong.of(1), loss.firstStepAtLeast(3));
    assertTrue(loss.firstStepAtMost(0.5).isEmpty());
  }

  @Test
  void aNameThatIsNotLoggedIsRefused() {
    assertEquals(
        "The log has no \"accuracy\". It must be one of eval_loss, loss, step.",
        assertThrows(UsageException.class, () -> MetricCurve.of("accuracy", LOG)).getMessage());
  }
}
