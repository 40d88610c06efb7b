package dev.classifine.optim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import org.junit.jupiter.api.Test;

class SchedulerTest {

  @Test
  void linearRisesThenFallsAsTransformersDoes() {
    // get_linear_schedule_with_warmup(3, 12) at peak 1e-3, as its Trainer logs it
    double[] expected = {
      0,
      0.0003333333333333333,
      0.0006666666666666666,
      0.001,
      0.0008888888888888888,
      0.0007777777777777778,
      0.0006666666666666666,
      0.0005555555555555556,
      0.0004444444444444444,
      0.0003333333333333333,
      0.0002222222222222222,
      0.0001111111111111111,
      0
    };
    Schedule schedule = Scheduler.LINEAR.schedule(1e-3, 3, 12);
    for (int step = 0; step < expected.length; step++) {
      assertEquals(expected[step], schedule.learningRate(step), 1e-15, "step " + step);
    }
  }

  @Test
  void linearWithoutWarmUpStartsAtThePeak() {
    Schedule schedule = Scheduler.LINEAR.schedule(2, 0, 4);
    assertEquals(2, schedule.learningRate(0));
    assertEquals(0.5, schedule.learningRate(3));
    assertEquals(0, schedule.learningRate(9));
  }

  @Test
  void constantStaysAfterTheWarmUp() {
    Schedule schedule = Scheduler.CONSTANT.schedule(2, 4, 100);
    assertEquals(0.5, schedule.learningRate(1));
    assertEquals(2, schedule.learningRate(4));
    assertEquals(2, schedule.learningRate(99));
  }

  @Test
  void warmUpStepsWinOverTheRatioWhichRoundsUp() {
    OptimizerOptions ratio =
        new OptimizerOptions(1, 0, .9, .999, 1e-8, 1, Scheduler.LINEAR, 0, 0.05);
    assertEquals(1.0, ratio.schedule(50).learningRate(3), 1e-12); // ceil(2.5) steps
    assertTrue(ratio.schedule(50).learningRate(2) < 1);
    OptimizerOptions steps =
        new OptimizerOptions(1, 0, .9, .999, 1e-8, 1, Scheduler.LINEAR, 10, 0.05);
    assertEquals(0.5, steps.schedule(50).learningRate(5), 1e-12);
  }

  @Test
  void anUnknownNameListsTheNames() {
    UsageException error = assertThrows(UsageException.class, () -> Scheduler.of("zigzag"));
    assertTrue(error.getMessage().contains("linear, constant"), error.getMessage());
    assertEquals(Scheduler.CONSTANT, Scheduler.of("constant_with_warmup"));
  }

  @Test
  void numbersOutOfRangeAreNamed() {
    assertRefused("learning rate", -1, 0, 1, 0);
    assertRefused("learning rate", Double.NaN, 0, 1, 0);
    assertRefused("weight decay", 1, -0.1, 1, 0);
    assertRefused("max grad norm", 1, 0, -1, 0);
    assertRefused("warm-up ratio", 1, 0, 1, 1.1);
  }

  private static void assertRefused(
      String name, double rate, double decay, double maxNorm, double ratio) {
    UsageException error =
        assertThrows(
            UsageException.class,
            () ->
                new OptimizerOptions(
                    rate, decay, .9, .999, 1e-8, maxNorm, Scheduler.LINEAR, 0, ratio));
    assertTrue(error.getMessage().startsWith(name + ": "), error.getMessage());
  }
}
