package dev.classifine.junit;

import static dev.classifine.junit.ClassifineAssertions.assertThat;

import org.junit.jupiter.api.Test;

@ClassifineTest
class LabelSmoothingExampleTest {

  private static final Texts TICKETS =
      Texts.of(
          "refund please", "billing",
          "the invoice is wrong", "billing",
          "I was charged twice", "billing",
          "my parcel is lost", "delivery",
          "where is my parcel", "delivery",
          "the driver did not come", "delivery");

  /** With 2 classes and 0.2, the targets are 0.9 and 0.1; without smoothing 1 and 0. */
  @Test
  void smoothingKeepsProbabilitiesAwayFromOne(Experiment experiment) {
    Trained plain = experiment.train(TICKETS, options -> options.epochs(20));
    Trained smoothed = experiment.train(TICKETS, options -> options.epochs(20).labelSmoothing(0.2));

    assertThat(plain).accuracy().isAtLeast(1);
    assertThat(plain).probabilityOf("refund please", "billing").isAbove(0.97);
    assertThat(smoothed).hasSmoothing(0.2).accuracy().isAtLeast(1);
    assertThat(smoothed).probabilityOf("refund please", "billing").isCloseTo(0.9, 0.05);
  }

  /** {@code eval_loss} is the plain loss, whatever the training smooths. */
  @Test
  void byThePlainLossARunWithoutSmoothingLearnsFaster(Experiment experiment) {
    Trained plain = experiment.train(TICKETS);
    Trained smoothed = experiment.train(TICKETS, options -> options.labelSmoothing(0.4));

    assertThat(plain).learnedFasterThan(smoothed);
    assertThat(smoothed).metric("eval_smoothed_loss").isAbove(smoothed.metric("eval_loss"));
  }
}
