package dev.classifine.junit;

import static dev.classifine.junit.ClassifineAssertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.classifine.TextClassifier;
import dev.classifine.io.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

@ClassifineTest
class OwnCheckpointExampleTest {

  @Test
  void aTrainingBeginsWithACheckpointOfTheProject(Experiment experiment) {
    Path checkpoint = Path.of("src/test/resources/parity/distilbert");
    Trained trained =
        experiment
            .from(checkpoint)
            .train(Tickets.TRAIN, options -> options.ignoreMismatchedSizes().epochs(1));

    assertEquals(
        "distilbert",
        Json.readObject(trained.folder().resolve("config.json")).get("model_type").getAsString());
  }

  @Test
  void whatWasTrainedIsACheckpointToGoOnWith(Experiment experiment) {
    Trained first = experiment.train(Tickets.TRAIN);
    Trained second = experiment.from(first.folder()).train(Tickets.TRAIN);

    assertThat(second).learnedFasterThan(first);
    TextClassifier classifier = experiment.load(second.folder()); // closed by the experiment
    assertEquals("delivery", classifier.classify("where is my parcel").label());
  }
}
