package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.classifine.error.UsageException;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CadenceTest {

  @Test
  void neverIsNever() {
    assertEquals(List.of(), due(Cadence.NEVER));
  }

  @Test
  void stepsAreMultiplesWhateverTheEpoch() {
    assertEquals(List.of(4L, 8L), due(Cadence.every(4)));
  }

  @Test
  void epochsEndAfterTheirLastStepAndWithTheRun() {
    assertEquals(List.of(5L, 10L, 11L), due(Cadence.EVERY_EPOCH));
  }

  @Test
  void aNumberOfStepsBelowOneIsRefused() {
    assertThrows(UsageException.class, () -> Cadence.every(0));
  }

  /** Of 11 steps in epochs of 5. */
  private static List<Long> due(Cadence cadence) {
    return LongStream.rangeClosed(1, 11)
        .filter(step -> cadence.isDue(step, 5, 11))
        .boxed()
        .toList();
  }
}
