package dev.classifine.junit;

import static dev.classifine.junit.ClassifineAssertions.assertThat;

import dev.classifine.FineTuningBuilder;
import dev.classifine.train.StopRequest;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingOutcome.End;
import dev.classifine.train.TrainingProgress;
import org.junit.jupiter.api.Test;

@ClassifineTest
class ResumeExampleTest {

  @Test
  void aRunThatWasCutEndsWithTheWeightsOfOneThatWasNot(Experiment experiment) {
    Trained whole = experiment.train(Tickets.TRAIN);
    Trained cut = experiment.train(Tickets.TRAIN, options -> stopAfter(7, options));
    assertThat(cut).ended(End.INTERRUPTED);

    assertThat(cut.goOn()).ended(End.COMPLETED).hasSameWeightsAs(whole);
  }

  private static void stopAfter(long step, FineTuningBuilder options) {
    StopRequest stop = new StopRequest();
    options
        .stopRequest(stop)
        .callback(
            new TrainingCallback() {
              @Override
              public void onStep(TrainingProgress progress) {
                if (progress.step() == step) {
                  stop.request();
                }
              }
            });
  }
}
