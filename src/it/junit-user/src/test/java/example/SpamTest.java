package example;

import static dev.classifine.junit.ClassifineAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.classifine.junit.ClassifineTest;
import dev.classifine.junit.Experiment;
import dev.classifine.junit.Texts;
import dev.classifine.junit.Trained;
import dev.classifine.script.NativeRuntime;
import org.junit.jupiter.api.Test;

@ClassifineTest
class SpamTest {

  private static final Texts MAIL =
      Texts.of(
          "win a prize now", "spam",
          "cheap pills now", "spam",
          "you win money", "spam",
          "lunch at noon", "ham",
          "the meeting is moved", "ham",
          "see you at lunch", "ham");

  @Test
  void mailIsToldApart(Experiment experiment) {
    Trained trained = experiment.train(MAIL);

    assertThat(trained).accuracy().isAtLeast(1);
    assertThat(trained).predicts("cheap pills now", "spam").predicts("lunch at noon", "ham");
  }

  @Test
  void aTrainingRepeatsBitForBit(Experiment experiment) {
    assertThat(experiment.train(MAIL, options -> options.epochs(2))).isReproducible();
  }

  @Test
  void smoothingIsInEffect(Experiment experiment) {
    Trained smoothed =
        experiment.train(MAIL, options -> options.epochs(2).labelSmoothing(0.1));

    assertThat(smoothed).hasSmoothing(0.1).warnedOfNothing();
  }

  /** In a process in which nothing has asked for another number. */
  @Test
  void oneThreadComputes(Experiment experiment) {
    experiment.train(MAIL, options -> options.epochs(1));

    assertEquals(1, NativeRuntime.threads());
  }
}
