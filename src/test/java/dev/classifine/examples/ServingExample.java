package dev.classifine.examples;

import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import dev.classifine.MicroBatchOptions;
import dev.classifine.MicroBatcher;
import dev.classifine.Prediction;
import dev.classifine.TextClassifier;
import dev.classifine.djl.CheckpointBlockFactory;
import dev.classifine.djl.ClassifierTranslatorFactory;
import dev.classifine.serve.ClassifierServer;
import dev.classifine.serve.ServeOptions;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/** The Java of docs/serving.md. */
final class ServingExample {

  private ServingExample() {}

  static String inAProgram(Path folder) throws InterruptedException {
    try (TextClassifier classifier = TextClassifier.load(folder);
        MicroBatcher batcher = new MicroBatcher(classifier, MicroBatchOptions.DEFAULTS)) {
      classifier.warmUp();
      CompletableFuture<Prediction> later = batcher.submit("Where is my parcel?");
      Prediction now = batcher.classify("My card was charged twice."); // waits
      return now.label() + ", " + later.join().label();
    }
  }

  static void overHttp(Path folder, Consumer<ClassifierServer> use) {
    try (TextClassifier classifier = TextClassifier.load(folder);
        ClassifierServer server =
            ClassifierServer.start(classifier, ServeOptions.DEFAULTS.withPort(0))) {
      use.accept(server); // at server.address(), until it is closed
    }
  }

  static Classifications byDjl(Path folder) throws Exception {
    Criteria<String, Classifications> criteria =
        CheckpointBlockFactory.criteria(folder, String.class, Classifications.class).build();
    try (ZooModel<String, Classifications> model = criteria.loadModel();
        Predictor<String, Classifications> predictor = model.newPredictor()) {
      return predictor.predict("Where is my parcel?");
    }
  }

  static Prediction byDjlFromAnExport(Path folder) throws Exception {
    Criteria<String, Prediction> criteria =
        Criteria.builder()
            .setTypes(String.class, Prediction.class)
            .optModelPath(folder)
            .optTranslatorFactory(new ClassifierTranslatorFactory())
            .build();
    try (ZooModel<String, Prediction> model = criteria.loadModel();
        Predictor<String, Prediction> predictor = model.newPredictor()) {
      return predictor.predict("Where is my parcel?");
    }
  }
}
