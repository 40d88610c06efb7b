package dev.classifine.junit;

import static dev.classifine.junit.ClassifineAssertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

@ClassifineTest
class MultiLabelGuardExampleTest {

  private static final Texts NEWS =
      Texts.of(
          TextRow.of("the minister bought the club", List.of("politics", "sport")),
          TextRow.of("the minister resigned", List.of("politics")),
          TextRow.of("the club won the cup", List.of("sport")),
          TextRow.of("it will rain tomorrow", List.of()));

  @Test
  void smoothingThatWasAskedForIsWarnedOfAndOff(Experiment experiment) {
    Trained plain = experiment.train(NEWS);
    Trained smoothed = experiment.train(NEWS, options -> options.labelSmoothing(0.1));

    assertThat(smoothed)
        .warnedOf("label smoothing is not compatible with multi-label classification")
        .hasSmoothing(0)
        .hasSameWeightsAs(plain);
    assertThat(plain).warnedOfNothing();
  }

  @Test
  void aTextCanHaveSeveralLabelsOrNone(Experiment experiment) {
    Trained trained = experiment.train(NEWS, options -> options.epochs(40));

    assertThat(trained)
        .predicts("the minister bought the club", "politics", "sport")
        .predicts("it will rain tomorrow");
  }
}
