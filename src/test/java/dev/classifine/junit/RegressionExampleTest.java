package dev.classifine.junit;

import static dev.classifine.junit.ClassifineAssertions.assertThat;

import org.junit.jupiter.api.Test;

@ClassifineTest
class RegressionExampleTest {

  @Test
  void numbersAreLearned(Experiment experiment) {
    Texts reviews =
        Texts.of(
            TextRow.of("a wonderful film", 1.0),
            TextRow.of("a good film", 0.7),
            TextRow.of("a dull film", 0.2),
            TextRow.of("a terrible film", 0.0));
    Trained trained =
        experiment
            .with(TinyModel.DEFAULT.withDropout(0))
            .train(reviews, options -> options.epochs(60));

    assertThat(trained).metric("mse").isAtMost(0.01);
    assertThat(trained).numberFor("a wonderful film").isCloseTo(1, 0.15);
    assertThat(trained).numberFor("a dull film").isCloseTo(0.2, 0.15);
  }
}
