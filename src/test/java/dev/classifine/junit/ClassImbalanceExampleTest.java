package dev.classifine.junit;

import static dev.classifine.junit.ClassifineAssertions.assertThat;

import dev.classifine.problem.LabelWeights;
import dev.classifine.problem.LossOptions;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

@ClassifineTest
class ClassImbalanceExampleTest {

  /**
   * Of five rows that read alike, three are ordinary and two urgent. Unweighted, the rare class has
   * 2/5 there; with weights of 17/(2*15) and 17/(2*2), 2*17/4 / (2*17/4 + 3*17/30) = 5/6.
   */
  @Test
  void balancedWeightsFindTheRareClass(Experiment experiment) {
    List<TextRow> rows = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      rows.add(TextRow.of("printer number " + i + " needs paper", "ordinary"));
    }
    rows.addAll(Collections.nCopies(3, TextRow.of("the door is open", "ordinary")));
    rows.addAll(Collections.nCopies(2, TextRow.of("the door is open", "urgent")));
    Texts messages = Texts.of(rows);
    Experiment exact = experiment.with(TinyModel.DEFAULT.withLayers(1).withDropout(0));
    LossOptions balancing = LossOptions.DEFAULTS.withClassWeights(LabelWeights.BALANCED);

    Trained plain = exact.train(messages, options -> options.batchSize(8).epochs(20));
    Trained balanced =
        exact.train(messages, options -> options.batchSize(8).epochs(20).loss(balancing));

    assertThat(plain).recallOf("urgent").isAtMost(0);
    assertThat(plain).probabilityOf("the door is open", "urgent").isCloseTo(2 / 5.0, 0.05);
    assertThat(balanced).recallOf("urgent").isAtLeast(1);
    assertThat(balanced).probabilityOf("the door is open", "urgent").isCloseTo(5 / 6.0, 0.05);
  }

  @Test
  void rowsThatWeighNothingTeachNothing(Experiment experiment) {
    Trained trained =
        experiment.train(
            Texts.of(
                TextRow.of("good", "positive").weighing(2),
                TextRow.of("bad", "negative"),
                TextRow.of("good", "negative").weighing(0)));

    assertThat(trained).predicts("good", "positive").predicts("bad", "negative");
  }
}
