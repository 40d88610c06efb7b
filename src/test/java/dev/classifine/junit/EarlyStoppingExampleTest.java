package dev.classifine.junit;

import static dev.classifine.junit.ClassifineAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.classifine.train.SelectionOptions;
import dev.classifine.train.SelectionOptions.Direction;
import dev.classifine.train.TrainingOutcome.End;
import org.junit.jupiter.api.Test;

@ClassifineTest
class EarlyStoppingExampleTest {

  /** What is learned of the training rows is wrong for the others, so their loss soon rises. */
  @Test
  void trainingEndsWhenOtherRowsGetNoBetterAndKeepsTheBestWeights(Experiment experiment) {
    Texts contrary = Texts.of("my parcel is lost", "billing", "the invoice is wrong", "delivery");
    Trained trained =
        experiment.train(
            Tickets.TRAIN,
            contrary,
            options ->
                options
                    .epochs(30)
                    .selection(new SelectionOptions("loss", Direction.BY_NAME, true, 2, 0)));

    assertThat(trained).ended(End.EARLY_STOPPED);
    MetricCurve loss = trained.curve("eval_loss");
    long best = trained.outcome().best().step();
    assertEquals(2, loss.steps().stream().filter(step -> step > best).count());
    assertThat(trained).metric("eval_loss").isCloseTo(trained.outcome().best().value(), 0);
  }
}
