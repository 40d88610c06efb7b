package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** Dynamic loss scaling as PyTorch's GradScaler does it. */
class LossScaleTest {

  @Test
  void halvesAfterAnOverflowAndDoublesAfterTwoThousandFiniteSteps() {
    LossScale scale = new LossScale(65536);
    scale.update(false);
    scale.update(false);
    assertEquals(16384, scale.value());
    for (int step = 0; step < 1999; step++) {
      scale.update(true);
    }
    assertEquals(16384, scale.value());
    scale.update(true);
    assertEquals(32768, scale.value());
  }

  @Test
  void anOverflowBeginsTheCountAnew() {
    LossScale scale = new LossScale(8);
    for (int step = 0; step < 1999; step++) {
      scale.update(true);
    }
    scale.update(false);
    scale.update(true);
    assertEquals(4, scale.value());
  }

  @Test
  void aStateIsTakenUpWithItsCount() {
    LossScale first = new LossScale(8);
    for (int step = 0; step < 1999; step++) {
      first.update(true);
    }
    LossScale second = new LossScale(1024);
    second.restore(first.state());
    second.update(true);
    assertEquals(16, second.value());
  }

  @Test
  void withoutScalingTheFactorStaysOne() {
    LossScale scale = new LossScale(0);
    scale.update(false);
    assertEquals(1, scale.value());
  }
}
