package dev.classifine.junit;

import static dev.classifine.junit.ClassifineAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

@ClassifineTest(seed = 7)
class ReproducibilityExampleTest {

  @Test
  void theSameTrainingGivesTheSameWeightsBitForBit(Experiment experiment) {
    Trained trained = experiment.train(Tickets.TRAIN, options -> options.epochs(3));

    assertEquals(7, experiment.seed());
    assertThat(trained).isReproducible();
  }

  @Test
  void anotherSeedGivesOthers(Experiment experiment) {
    Trained seven = experiment.train(Tickets.TRAIN, options -> options.epochs(3));
    Trained eight = experiment.withSeed(8).train(Tickets.TRAIN, options -> options.epochs(3));

    assertThat(seven).hasOtherWeightsThan(eight);
  }
}
