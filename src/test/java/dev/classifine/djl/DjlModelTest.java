package dev.classifine.djl;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.inference.Predictor;
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ModelNotFoundException;
import ai.djl.repository.zoo.ZooModel;
import ai.djl.translate.DeferredTranslatorFactory;
import ai.djl.translate.TranslateException;
import ai.djl.util.StringPair;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.Exports;
import dev.classifine.Prediction;
import dev.classifine.TextClassifier;
import dev.classifine.data.Example;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.model.SaveOptions;
import dev.classifine.parity.Fixture;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** DJL's own Criteria load checkpoints and exports, and give what TextClassifier gives. */
class DjlModelTest {

  private static final double TOLERANCE = 1e-6;
  private static final List<String> TEXTS =
      List.of(
          "who was it ?", "", "what city is it in the world " + "and so on ".repeat(60), "oslo");
  private static final List<StringPair> PAIRS =
      List.of(new StringPair("what city", "is it ?"), new StringPair("", "who"));

  @TempDir Path temporary;

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void everyArchitectureGivesItsProbabilitiesAsACheckpointAndAsAnExport(String name)
      throws Exception {
    Path checkpoint = Fixture.of(name).folder();
    assertClassifications(checkpoint, checkpoint(checkpoint, String.class, Classifications.class));
    assertClassifications(
        checkpoint, exported(export(checkpoint), String.class, Classifications.class));
  }

  private static void assertClassifications(
      Path checkpoint, Criteria<String, Classifications> criteria) throws Exception {
    try (TextClassifier classifier = load(checkpoint);
        ZooModel<String, Classifications> model = criteria.loadModel();
        Predictor<String, Classifications> predictor = model.newPredictor()) {
      List<Prediction> expected = classifier.classify(TEXTS);
      List<Classifications> together = predictor.batchPredict(TEXTS);
      assertEquals(TEXTS.size(), together.size());
      for (int i = 0; i < TEXTS.size(); i++) {
        assertSame(expected.get(i), together.get(i));
        assertSame(expected.get(i), predictor.predict(TEXTS.get(i)));
      }
    }
  }

  private static void assertSame(Prediction expected, Classifications actual) {
    assertEquals(List.copyOf(expected.scores().keySet()), actual.getClassNames());
    List<Double> scores = List.copyOf(expected.scores().values());
    for (int k = 0; k < scores.size(); k++) {
      assertEquals(scores.get(k), actual.getProbabilities().get(k), TOLERANCE);
    }
    assertEquals(
        expected.scores().entrySet().stream()
            .max(Map.Entry.comparingByValue())
            .orElseThrow()
            .getKey(),
        actual.best().getClassName());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "single_label_classification",
        "multi_label_classification",
        "regression",
      })
  void everyProblemGivesOurPredictionsOfTextsAndPairs(String problem) throws Exception {
    Path checkpoint = copy(problem);
    Path exported = export(checkpoint);
    try (TextClassifier classifier = load(checkpoint)) {
      List<Prediction> texts = classifier.classify(TEXTS);
      List<Prediction> pairs =
          classifier.classify(
              PAIRS.stream().map(p -> new Example(p.getKey(), p.getValue(), null, 0)).toList(), 0);
      for (Criteria<String, Prediction> criteria :
          List.of(
              checkpoint(checkpoint, String.class, Prediction.class),
              exported(exported, String.class, Prediction.class))) {
        assertSame(texts, predictions(criteria, TEXTS));
      }
      for (Criteria<StringPair, Prediction> criteria :
          List.of(
              checkpoint(checkpoint, StringPair.class, Prediction.class),
              exported(exported, StringPair.class, Prediction.class))) {
        assertSame(pairs, predictions(criteria, PAIRS));
      }
      for (Criteria<String, float[]> criteria :
          List.of(
              checkpoint(checkpoint, String.class, float[].class),
              exported(exported, String.class, float[].class))) {
        List<float[]> numbers = predictions(criteria, TEXTS);
        for (int i = 0; i < TEXTS.size(); i++) {
          assertArrayEquals(floats(texts.get(i)), numbers.get(i), (float) TOLERANCE);
        }
      }
    }
  }

  private static <I, O> List<O> predictions(Criteria<I, O> criteria, List<I> inputs)
      throws Exception {
    try (ZooModel<I, O> model = criteria.loadModel();
        Predictor<I, O> predictor = model.newPredictor()) {
      return predictor.batchPredict(inputs);
    }
  }

  private static void assertSame(List<Prediction> expected, List<Prediction> actual) {
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < expected.size(); i++) {
      assertEquals(expected.get(i).labels(), actual.get(i).labels());
      assertEquals(expected.get(i).problemType(), actual.get(i).problemType());
      assertArrayEquals(expected.get(i).logits(), actual.get(i).logits(), (float) TOLERANCE);
      assertArrayEquals(floats(expected.get(i)), floats(actual.get(i)), (float) TOLERANCE);
    }
  }

  private static float[] floats(Prediction prediction) {
    float[] values = new float[prediction.scores().size()];
    int k = 0;
    for (double score : prediction.scores().values()) {
      values[k++] = (float) score;
    }
    return values;
  }

  @Test
  void arraysAreOneBatch() throws Exception {
    Path checkpoint = copy("single_label_classification");
    try (TextClassifier classifier = load(checkpoint)) {
      List<Prediction> texts = classifier.classify(TEXTS);
      Classifications[] classes =
          predictions(
                  checkpoint(checkpoint, String[].class, Classifications[].class),
                  List.<String[]>of(TEXTS.toArray(String[]::new)))
              .get(0);
      assertEquals(TEXTS.size(), classes.length);
      for (int i = 0; i < classes.length; i++) {
        assertSame(texts.get(i), classes[i]);
      }
      float[][] numbers =
          predictions(
                  checkpoint(checkpoint, StringPair[].class, float[][].class),
                  List.<StringPair[]>of(PAIRS.toArray(StringPair[]::new)))
              .get(0);
      Prediction pair =
          classifier.classify(List.of(new Example("what city", "is it ?", null, 0)), 0).get(0);
      assertArrayEquals(floats(pair), numbers[0], (float) TOLERANCE);
    }
  }

  @Test
  void theDecisionThatWasTunedIsUsed() throws Exception {
    Path checkpoint = copy("single_label_classification");
    JsonObject config = Json.readObject(checkpoint.resolve("config.json"));
    JsonObject decision = new JsonObject();
    decision.addProperty("temperature", 0.25);
    config.add("classifine_decision", decision);
    Files.writeString(checkpoint.resolve("config.json"), Json.line(config));
    assertClassifications(checkpoint, checkpoint(checkpoint, String.class, Classifications.class));
    assertClassifications(
        checkpoint, exported(export(checkpoint), String.class, Classifications.class));
  }

  /** As DJL Serving loads a folder: by its serving.properties alone. */
  @Test
  void djlServingsRequestsAreAnswered() throws Exception {
    Path checkpoint = copy("single_label_classification");
    Files.writeString(
        checkpoint.resolve("serving.properties"),
        """
        engine=PyTorch
        blockFactory=dev.classifine.djl.CheckpointBlockFactory
        translatorFactory=dev.classifine.djl.ClassifierTranslatorFactory
        option.hasParameter=false
        """);
    Criteria<Input, Output> criteria =
        Criteria.builder()
            .setTypes(Input.class, Output.class)
            .optModelPath(checkpoint)
            .optDevice(Device.cpu())
            .optTranslatorFactory(new DeferredTranslatorFactory())
            .build();
    try (TextClassifier classifier = load(checkpoint);
        ZooModel<Input, Output> model = criteria.loadModel();
        Predictor<Input, Output> predictor = model.newPredictor()) {
      Prediction expected = classifier.classify("who was it ?");
      for (String json :
          List.of(
              "\"who was it ?\"", "{\"inputs\":\"who was it ?\"}", "{\"text\":\"who was it ?\"}")) {
        assertSame(expected, answer(predictor, "application/json; charset=utf-8", json));
      }
      assertSame(expected, answer(predictor, null, "who was it ?"));
      assertSame(expected, answer(predictor, ";", "who was it ?")); // a type without a name
      JsonElement several =
          answer(
              predictor,
              "application/json",
              "{\"inputs\":[\"who was it ?\",{\"text\":\"what city\",\"text_pair\":\"is it ?\"}]}");
      assertEquals(2, several.getAsJsonArray().size());
      assertSame(expected, several.getAsJsonArray().get(0));
      assertSame(
          classifier.classify(List.of(new Example("what city", "is it ?", null, 0)), 0).get(0),
          several.getAsJsonArray().get(1));
      for (String wrong : List.of("{", "7", "[]", "{\"inputs\":[7]}")) {
        assertThrows(
            TranslateException.class, () -> answer(predictor, "application/json", wrong), wrong);
      }
    }
  }

  private static JsonElement answer(Predictor<Input, Output> predictor, String type, String content)
      throws TranslateException {
    Input input = new Input();
    if (type != null) {
      input.addProperty("Content-Type", type);
    }
    input.add(content.getBytes(StandardCharsets.UTF_8));
    Output output = predictor.predict(input);
    assertEquals("application/json", output.getProperty("Content-Type", null));
    return Json.parse(output.getData().getAsString(), "answer");
  }

  private static void assertSame(Prediction expected, JsonElement classes) {
    List<JsonElement> best = Fixture.items(classes);
    assertEquals(expected.label(), best.get(0).getAsJsonObject().get("className").getAsString());
    for (JsonElement item : best) {
      JsonObject of = item.getAsJsonObject();
      assertEquals(
          expected.score(of.get("className").getAsString()),
          of.get("probability").getAsDouble(),
          TOLERANCE);
    }
  }

  @Test
  void severalThreadsMayHaveAPredictorEach() throws Exception {
    Path checkpoint = Fixture.of("bert").folder();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (TextClassifier classifier = load(checkpoint);
        ZooModel<String, Prediction> model =
            checkpoint(checkpoint, String.class, Prediction.class).loadModel()) {
      List<Prediction> expected = classifier.classify(TEXTS);
      List<Future<List<Prediction>>> together = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        together.add(
            threads.submit(
                () -> {
                  try (Predictor<String, Prediction> predictor = model.newPredictor()) {
                    return predictor.batchPredict(TEXTS);
                  }
                }));
      }
      for (Future<List<Prediction>> predictions : together) {
        assertSame(expected, predictions.get());
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void whatCannotBeIsAnErrorThatSaysWhy() throws Exception {
    Path numbers = copy("regression");
    ModelNotFoundException classes =
        assertThrows(
            ModelNotFoundException.class,
            () -> checkpoint(numbers, String.class, Classifications.class).loadModel());
    Throwable cause = classes;
    while (cause.getCause() != null) {
      cause = cause.getCause();
    }
    assertTrue(cause.getMessage().contains("a regression has no classes"), cause.toString());
    assertThrows(
        ModelNotFoundException.class,
        () -> checkpoint(numbers, Integer.class, Classifications.class).loadModel());
    Files.delete(numbers.resolve("tokenizer.json"));
    assertThrows(
        ClassifineException.class,
        () -> checkpoint(numbers, String.class, float[].class).loadModel());
  }

  private static <I, O> Criteria<I, O> checkpoint(Path folder, Class<I> input, Class<O> output) {
    return CheckpointBlockFactory.criteria(folder, input, output).optDevice(Device.cpu()).build();
  }

  private static <I, O> Criteria<I, O> exported(Path folder, Class<I> input, Class<O> output) {
    return Criteria.builder()
        .setTypes(input, output)
        .optModelPath(folder)
        .optDevice(Device.cpu())
        .optTranslatorFactory(new ClassifierTranslatorFactory())
        .build();
  }

  private static TextClassifier load(Path folder) {
    return TextClassifier.load(folder.toString(), "cpu", 0);
  }

  private Path export(Path checkpoint) {
    Path exported = temporary.resolve("exported");
    Exports.write(
        checkpoint.toString(), Exports.Format.TORCHSCRIPT, exported, false, SaveOptions.DEFAULT);
    return exported;
  }

  private Path copy(String problem) throws Exception {
    Path bert = Fixture.of("bert").folder();
    Path copy = Files.createDirectory(temporary.resolve("copy"));
    for (String file :
        Arrays.asList("model.safetensors", "tokenizer.json", "tokenizer_config.json")) {
      Files.copy(bert.resolve(file), copy.resolve(file));
    }
    JsonObject config = Json.readObject(bert.resolve("config.json"));
    config.addProperty("problem_type", problem);
    Files.writeString(copy.resolve("config.json"), Json.line(config));
    return copy;
  }
}
