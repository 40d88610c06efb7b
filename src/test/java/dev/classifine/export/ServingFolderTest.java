package dev.classifine.export;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.DeferredTranslatorFactory;
import com.google.gson.JsonObject;
import dev.classifine.Prediction;
import dev.classifine.TextClassifier;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.io.Json;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.parity.Fixture;
import dev.classifine.problem.ProblemType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** DJL loads a folder by its serving.properties and gives the probabilities that we give. */
class ServingFolderTest {

  @TempDir Path temporary;

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void djlsTranslatorGivesOurProbabilities(String name) throws Exception {
    Path folder = temporary.resolve("serving");
    export(Fixture.of(name).folder(), ProblemType.SINGLE_LABEL, folder).close();
    assertSame(Fixture.of(name).folder(), folder);
  }

  @Test
  void probabilitiesOfSeveralLabelsAreIndependent() throws Exception {
    Path checkpoint = temporary.resolve("checkpoint");
    Path folder = temporary.resolve("serving");
    try (TextModel model = export(Fixture.of("bert").folder(), ProblemType.MULTI_LABEL, folder)) {
      model.save(checkpoint);
    }
    assertSame(checkpoint, folder);
  }

  @Test
  void aTokenizerThatCutsTheBeginningOffStillDoes() throws Exception {
    Path checkpoint = copy();
    JsonObject config = Json.readObject(checkpoint.resolve("tokenizer_config.json"));
    config.addProperty("truncation_side", "left");
    Files.writeString(checkpoint.resolve("tokenizer_config.json"), Json.line(config));
    JsonObject tokenizer = Json.readObject(Fixture.of("bert").folder().resolve("tokenizer.json"));
    JsonObject padding = new JsonObject();
    padding.addProperty("strategy", "BatchLongest");
    padding.addProperty("direction", "Left");
    padding.addProperty("pad_id", 0);
    padding.addProperty("pad_type_id", 0);
    padding.addProperty("pad_token", "[PAD]");
    tokenizer.add("padding", padding);
    Files.writeString(checkpoint.resolve("tokenizer.json"), Json.line(tokenizer));
    Path folder = temporary.resolve("serving");
    export(checkpoint, ProblemType.SINGLE_LABEL, folder).close();
    assertSame(checkpoint, folder);
  }

  @Test
  void aTokenizerThatIsOnlyAVocabularyGetsItsTokenizerJson() throws Exception {
    Path checkpoint = copy();
    Files.delete(checkpoint.resolve("tokenizer.json"));
    JsonObject tokenizer = Json.readObject(Fixture.of("bert").folder().resolve("tokenizer.json"));
    String[] words = new String[tokenizer.getAsJsonObject("model").getAsJsonObject("vocab").size()];
    tokenizer
        .getAsJsonObject("model")
        .getAsJsonObject("vocab")
        .asMap()
        .forEach((word, id) -> words[id.getAsInt()] = word);
    Files.write(checkpoint.resolve("vocab.txt"), List.of(words));
    Path folder = temporary.resolve("serving");
    export(checkpoint, ProblemType.SINGLE_LABEL, folder).close();
    assertFalse(Files.exists(checkpoint.resolve("tokenizer.json")));
    assertSame(checkpoint, folder);
  }

  private static void assertSame(Path checkpoint, Path folder) throws Exception {
    List<String> texts =
        new ArrayList<>(Fixture.strings(Fixture.of("bert").expected().get("texts")));
    texts.add("what was the first city of the world " + "and who was the person ".repeat(40));
    Criteria<String, Classifications> criteria =
        Criteria.builder()
            .setTypes(String.class, Classifications.class)
            .optModelPath(folder)
            .optDevice(Device.cpu())
            .optTranslatorFactory(new DeferredTranslatorFactory())
            .build();
    try (TextClassifier classifier = TextClassifier.load(checkpoint.toString(), "cpu", 0);
        ZooModel<String, Classifications> model = criteria.loadModel();
        Predictor<String, Classifications> predictor = model.newPredictor()) {
      List<Classifications> together = predictor.batchPredict(texts);
      List<Prediction> predictions = classifier.classify(texts);
      for (int i = 0; i < texts.size(); i++) {
        Map<String, Double> scores = predictions.get(i).scores();
        Classifications alone = predictor.predict(texts.get(i));
        assertEquals(scores.size(), alone.getClassNames().size());
        for (Map.Entry<String, Double> score : scores.entrySet()) {
          assertEquals(score.getValue(), alone.get(score.getKey()).getProbability(), 1e-6);
          assertEquals(
              score.getValue(), together.get(i).get(score.getKey()).getProbability(), 1e-6);
        }
      }
    }
  }

  private static TextModel export(Path checkpointFolder, ProblemType type, Path folder) {
    try (Checkpoint checkpoint = Checkpoints.open(checkpointFolder.toString())) {
      TextModel model =
          TextModel.load(
              checkpoint,
              new Classifier(TextModel.labelsOf(checkpoint).orElseThrow(), type, true, 0),
              Device.cpu());
      TorchScriptExport.write(model, folder);
      return model;
    }
  }

  private Path copy() throws IOException {
    Path copy = Files.createDirectory(temporary.resolve("copy"));
    for (String file :
        List.of("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      Files.copy(Fixture.of("bert").folder().resolve(file), copy.resolve(file));
    }
    return copy;
  }
}
