package dev.classifine.junit;

import static dev.classifine.junit.ClassifineAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingControl;
import dev.classifine.train.TrainingOutcome.End;
import dev.classifine.train.TrainingProgress;
import org.junit.jupiter.api.Test;

@ClassifineTest
class CallbackExampleTest {

  /** The callback under test: ends a training as soon as a step's loss is small. */
  private static final class StopAtLoss implements TrainingCallback {
    private final double level;
    private TrainingControl control;

    StopAtLoss(double level) {
      this.level = level;
    }

    @Override
    public void onBegin(long totalSteps, TrainingControl begun) {
      control = begun;
    }

    @Override
    public void onStep(TrainingProgress progress) {
      if (progress.loss() <= level) {
        control.stop();
      }
    }
  }

  @Test
  void theTrainingEndsAtTheFirstStepWithASmallLoss(Experiment experiment) {
    Trained whole = experiment.train(Tickets.TRAIN);
    Trained stopped =
        experiment.train(Tickets.TRAIN, options -> options.callback(new StopAtLoss(0.3)));

    assertThat(stopped).ended(End.STOPPED);
    assertEquals(whole.curve("loss").firstStepAtMost(0.3).getAsLong(), stopped.outcome().steps());
  }
}
