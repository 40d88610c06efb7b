package dev.classifine;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.data.Example;
import dev.classifine.data.Examples;
import dev.classifine.data.RawLabel;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.metrics.BrierScore;
import dev.classifine.metrics.ExpectedCalibrationError;
import dev.classifine.parity.Fixture;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.train.EvaluationReport;
import dev.classifine.weights.Safetensors;
import dev.classifine.weights.TensorInfo;
import dev.classifine.weights.TensorSource;
import dev.classifine.weights.TensorToWrite;
import dev.classifine.weights.WeightFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TextClassifierTest {

  private static final Fixture BERT = Fixture.of("bert");
  private static final List<String> TEXTS = Fixture.strings(BERT.expected().get("texts"));

  @Test
  void givesTransformersLogitsInTheOrderOfTheTexts() {
    float[] expected = Fixture.floats(BERT.expected().get("logits"));
    try (TextClassifier classifier = load()) {
      List<Prediction> predictions = classifier.classify(TEXTS);
      for (int row = 0; row < TEXTS.size(); row++) {
        float[] logits = Arrays.copyOfRange(expected, row * 4, row * 4 + 4);
        assertArrayEquals(logits, predictions.get(row).logits(), 1e-5f);
        assertArrayEquals(logits, classifier.classify(TEXTS.get(row)).logits(), 1e-5f);
      }
    }
  }

  @Test
  void weightsThatAreNotFiniteAreAnError(@TempDir Path folder) throws IOException {
    for (String file : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
      Files.copy(BERT.folder().resolve(file), folder.resolve(file));
    }
    byte[] bytes = Files.readAllBytes(BERT.folder().resolve("model.safetensors"));
    Arrays.fill(bytes, bytes.length - 4000, bytes.length, (byte) 0xff); // NaN
    Files.write(folder.resolve("model.safetensors"), bytes);
    try (TextClassifier classifier = TextClassifier.load(folder.toString(), "cpu", 40)) {
      ClassifineException error =
          assertThrows(ClassifineException.class, () -> classifier.classify("a"));
      assertTrue(error.getMessage().contains("They must be finite"), error.getMessage());
    }
  }

  /** As a token classifier is: it has {@code classifier.weight}, and no pooler. */
  @Test
  void aHeadWithoutItsPoolerIsNoTrainedOne(@TempDir Path folder) throws IOException {
    for (String file : List.of("config.json", "tokenizer.json", "tokenizer_config.json")) {
      Files.copy(BERT.folder().resolve(file), folder.resolve(file));
    }
    try (TensorSource whole = WeightFiles.openFolder(BERT.folder())) {
      Safetensors.write(
          folder.resolve("model.safetensors"),
          whole.tensors().stream()
              .filter(tensor -> !tensor.name().startsWith("bert.pooler."))
              .map(tensor -> copy(whole, tensor))
              .toList());
    }
    ClassifineException error =
        assertThrows(
            ClassifineException.class, () -> TextClassifier.load(folder.toString(), "cpu", 40));
    assertTrue(
        error.getMessage().contains("random: bert.pooler.dense.weight, bert.pooler.dense.bias."),
        error.getMessage());
  }

  private static TensorToWrite copy(TensorSource source, TensorInfo tensor) {
    return new TensorToWrite(
        tensor.name(),
        tensor.shape(),
        () -> {
          ByteBuffer values = ByteBuffer.allocate(Math.toIntExact(4 * tensor.elementCount()));
          source.read(tensor.name(), values);
          return values;
        });
  }

  @Test
  void classifiesPairs() {
    float[] expected = Fixture.floats(BERT.expected().get("pair_logits"));
    List<Example> pairs =
        Fixture.items(BERT.expected().get("pairs")).stream()
            .map(Fixture::strings)
            .map(pair -> new Example(pair.get(0), pair.get(1), null, 1))
            .toList();
    try (TextClassifier classifier = load()) {
      List<Prediction> predictions = classifier.classify(pairs, 2);
      for (int row = 0; row < pairs.size(); row++) {
        assertArrayEquals(
            Arrays.copyOfRange(expected, row * 4, row * 4 + 4),
            predictions.get(row).logits(),
            1e-5f);
      }
    }
  }

  @Test
  void severalThreadsMayClassifyAtOnce() throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try (TextClassifier classifier = load()) {
      List<Prediction> alone = classifier.classify(TEXTS);
      List<Future<List<Prediction>>> together = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        together.add(threads.submit(() -> classifier.classify(TEXTS)));
      }
      for (Future<List<Prediction>> future : together) {
        for (int row = 0; row < TEXTS.size(); row++) {
          assertArrayEquals(alone.get(row).logits(), future.get().get(row).logits(), 1e-6f);
        }
      }
    } finally {
      threads.shutdown();
    }
  }

  @Test
  void noTextsGiveNoPredictions() {
    try (TextClassifier classifier = load()) {
      assertEquals(List.of(), classifier.classify(List.of()));
    }
  }

  @Test
  void scoresAndDecisionsFollowTheProblem() {
    LabelSet labels = new LabelSet(List.of("a", "b", "c"));
    float[] logits = {0, (float) Math.log(3), -1};
    Prediction single = Prediction.of(Decision.of(ProblemType.SINGLE_LABEL), labels, logits);
    assertEquals("b", single.label());
    double sum = 1 + 3 + Math.exp(-1);
    assertEquals(3 / sum, single.score("b"), 1e-7);
    Prediction multi = Prediction.of(Decision.of(ProblemType.MULTI_LABEL), labels, logits);
    assertEquals(List.of("b"), multi.labels(), "a probability of exactly one half is no decision");
    assertEquals(0.75, multi.score("b"), 1e-7);
    assertThrows(IllegalStateException.class, multi::label);
    Prediction numbers = Prediction.of(Decision.of(ProblemType.REGRESSION), labels, logits);
    assertEquals(List.of(), numbers.labels());
    assertEquals(-1, numbers.score("c"));
  }

  @Test
  void probabilitiesAreCalibratedAndLogitsAreNot() {
    LabelSet labels = new LabelSet(List.of("a", "b"));
    float[] logits = {(float) Math.log(9), -1};
    Decision decision =
        Decision.of(ProblemType.MULTI_LABEL).withTemperature(2).withThresholds(List.of(0.8, 0.2));
    Prediction prediction = Prediction.of(decision, labels, logits);
    assertEquals(0.75, prediction.score("a"), 1e-7, "the root of 9 to 1");
    assertEquals(List.of("b"), prediction.labels());
    assertArrayEquals(logits, prediction.logits());
  }

  @Test
  void metricsOfOnesOwnAreEvaluatedWithTheOthers() {
    List<Example> examples =
        IntStream.range(0, TEXTS.size())
            .mapToObj(
                row ->
                    new Example(
                        TEXTS.get(row), null, new RawLabel.One("class " + row % 4, true), row + 1))
            .toList();
    try (TextClassifier classifier = load()) {
      Examples labelled = new Examples("rows", examples);
      EvaluationReport report =
          classifier.evaluate(labelled, 3, List.of(BrierScore::new, ExpectedCalibrationError::new));
      double brier = 0;
      List<Prediction> predictions = classifier.classify(TEXTS);
      for (int row = 0; row < predictions.size(); row++) {
        for (int k = 0; k < 4; k++) {
          double error = predictions.get(row).score("class " + k) - (k == row % 4 ? 1 : 0);
          brier += error * error / predictions.size();
        }
      }
      assertEquals(brier, report.evaluation().metrics().get("brier_score"), 1e-6);
      assertTrue(report.metrics("eval_").containsKey("eval_ece"));
    }
  }

  @Test
  void aPathIsAFolderAndNothingElse() {
    for (String name : List.of("minilm", "org/name")) {
      UsageException error =
          assertThrows(UsageException.class, () -> TextClassifier.load(Path.of(name)));
      assertEquals(name + ": no such folder. Name the folder of a checkpoint.", error.getMessage());
    }
  }

  @Test
  void theOptionsBatchSizeHoldsWhereACallNamesNone() {
    List<Example> rows =
        IntStream.rangeClosed(1, 4)
            .mapToObj(row -> new Example("a", null, new RawLabel.One("class 0", true), row))
            .toList();
    InferenceOptions one = InferenceOptions.DEFAULTS.withDevice("cpu").withBatchSize(1);
    try (TextClassifier classifier = TextClassifier.load(BERT.folder().toString(), one)) {
      assertEquals(4, classifier.evaluate(new Examples("rows", rows), 0).batches());
      assertEquals(1, classifier.evaluate(new Examples("rows", rows.subList(0, 2)), 2).batches());
    }
  }

  @Test
  void aLabelThatThereIsNotIsNamed() {
    try (TextClassifier classifier = load()) {
      Prediction prediction = classifier.classify("a");
      assertTrue(prediction.score("class 0") > 0);
      IllegalArgumentException error =
          assertThrows(IllegalArgumentException.class, () -> prediction.score("clas 0"));
      assertTrue(error.getMessage().startsWith("\"clas 0\" is no label"), error.getMessage());
      assertTrue(error.getMessage().contains("class 0"), error.getMessage());
    }
  }

  private static TextClassifier load() {
    return TextClassifier.load(BERT.folder().toString(), "cpu", 40);
  }
}
