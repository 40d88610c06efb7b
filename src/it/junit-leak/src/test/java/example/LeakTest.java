package example;

import dev.classifine.TextClassifier;
import dev.classifine.junit.ClassifineTest;
import dev.classifine.junit.Experiment;
import dev.classifine.junit.Texts;
import dev.classifine.junit.Trained;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;

@ClassifineTest
class LeakTest {

  @Test
  void forgetsToClose(Experiment experiment) {
    Trained trained =
        experiment.train(Texts.of("yes", "good", "no", "bad"), options -> options.epochs(1));
    TextClassifier classifier = TextClassifier.load(trained.folder().toString(), "cpu", 0);
    Assertions.assertEquals(2, classifier.labels().size());
  }
}
