package dev.classifine.junit;

import static dev.classifine.junit.ClassifineAssertions.assertThat;

import dev.classifine.optim.LayerOptions;
import java.util.List;
import org.junit.jupiter.api.Test;

@ClassifineTest
class FrozenEncoderExampleTest {

  private static final LayerOptions FROZEN =
      new LayerOptions(1, List.of(), LayerOptions.ALL_LAYERS, 0);

  @Test
  void aFrozenEncoderStaysAsItWasAndLearnsMoreSlowly(Experiment experiment) {
    Trained whole = experiment.train(Tickets.TRAIN);
    Trained head = experiment.train(Tickets.TRAIN, options -> options.layers(FROZEN));

    assertThat(head).keptWeights("bert.embeddings.*").keptWeights("bert.encoder.*");
    assertThat(head).hasOtherWeightsThan(whole);
    assertThat(whole).learnedFasterThan(head);
  }
}
