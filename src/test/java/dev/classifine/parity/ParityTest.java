package dev.classifine.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.loss.Loss;
import ai.djl.util.Pair;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.problem.LabelArrays;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.Losses;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.text.EncodedTexts;
import dev.classifine.text.TextTokenizer;
import dev.classifine.text.TokenBatch;
import dev.classifine.train.TextSet;
import dev.classifine.train.Trainer;
import dev.classifine.train.TrainingOptions;
import dev.classifine.train.TrainingOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every number of a tiny checkpoint against what transformers computed from it. */
class ParityTest {

  @TempDir Path temporary;

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void tokenIdsAreIdentical(String name) throws IOException {
    Fixture fixture = Fixture.of(name);
    JsonObject expected = fixture.expected();
    try (TextTokenizer tokenizer = tokenizer(fixture, expected.get("max_length").getAsInt())) {
      assertEncodings(
          expected.getAsJsonObject("encodings"),
          tokenizer.encode(Fixture.strings(expected.get("texts")), null));
      assertEncodings(expected.getAsJsonObject("pair_encodings"), pairs(fixture, tokenizer));
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void logitsOfTextsAndPairsAgree(String name) throws IOException {
    Fixture fixture = Fixture.of(name);
    JsonObject expected = fixture.expected();
    try (TextTokenizer tokenizer = tokenizer(fixture, expected.get("max_length").getAsInt());
        TextModel model = load(fixture.folder(), ProblemType.SINGLE_LABEL)) {
      assertArrayEquals(
          Fixture.floats(expected.get("logits")),
          logits(model, texts(fixture, tokenizer)),
          fixture.tolerance());
      assertArrayEquals(
          Fixture.floats(expected.get("pair_logits")),
          logits(model, pairs(fixture, tokenizer)),
          fixture.tolerance());
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void lossesAgree(String name) throws IOException {
    Fixture fixture = Fixture.of(name);
    JsonObject losses = fixture.expected().getAsJsonObject("losses");
    JsonObject labels = fixture.expected().getAsJsonObject("labels");
    Targets.Classes single = new Targets.Classes(Fixture.ints(labels.get("single_label")));
    int[][] lists =
        Fixture.items(labels.get("multi_label")).stream()
            .map(Fixture::floats)
            .map(hot -> IntStream.range(0, 4).filter(k -> hot[k] == 1).toArray())
            .toArray(int[][]::new);
    Targets.Values values = new Targets.Values(Fixture.floats(labels.get("regression")), 4);
    assertEquals(number(losses, "single_label"), loss(fixture, single, LabelSmoothing.NONE), 1e-5);
    assertEquals(
        number(losses, "single_label_smoothing_0_1"),
        loss(fixture, single, LabelSmoothing.of(0.1)),
        1e-5);
    assertEquals(
        number(losses, "multi_label"),
        loss(fixture, new Targets.LabelLists(lists), LabelSmoothing.NONE),
        1e-5);
    assertEquals(number(losses, "regression"), loss(fixture, values, LabelSmoothing.NONE), 1e-5);
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void everyParametersGradientNormAgrees(String name) throws IOException {
    Fixture fixture = Fixture.of(name).withoutDropout(temporary);
    Map<String, Double> expected = new HashMap<>();
    fixture
        .expected()
        .getAsJsonObject("grad_norms")
        .asMap()
        .forEach((parameter, norm) -> expected.put(parameter, norm.getAsDouble()));
    double global = Math.sqrt(expected.values().stream().mapToDouble(n -> n * n).sum());
    Map<String, Double> actual = gradientNorms(fixture);
    assertEquals(expected.keySet(), actual.keySet());
    expected.forEach(
        (parameter, norm) ->
            assertEquals(
                norm, actual.get(parameter), 1e-4 * Math.max(norm, 1e-3 * global), parameter));
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void twelveStepsFollowTransformersTrainer(String name) throws IOException {
    Fixture fixture = Fixture.of(name).withoutDropout(temporary);
    JsonObject run = fixture.expected().getAsJsonObject("trajectory");
    try (TextTokenizer tokenizer = tokenizer(fixture, run.get("max_length").getAsInt());
        TextModel model = load(fixture.folder(), ProblemType.SINGLE_LABEL);
        Trainer trainer =
            Trainer.builder(model.djl(), model.problemType(), model.labels())
                .options(options(run))
                .build()) {
      EncodedTexts texts = tokenizer.encode(Fixture.strings(run.get("texts")), null);
      Targets targets = new Targets.Classes(Fixture.ints(run.get("labels")));
      TrainingOutcome outcome =
          trainer.fit(new TextSet(texts, targets, model.paddingId(), row -> "row " + row), null);
      List<JsonElement> log = Fixture.items(run.get("log"));
      assertEquals(12, log.size());
      for (int i = 0; i < 12; i++) {
        JsonObject expected = log.get(i).getAsJsonObject();
        Map<String, Object> actual = outcome.logHistory().get(i);
        assertEquals(number(expected, "loss"), (double) actual.get("loss"), 1e-4);
        assertEquals(number(expected, "grad_norm"), (double) actual.get("grad_norm"), 1e-4);
        assertEquals(
            number(expected, "learning_rate"), (double) actual.get("learning_rate"), 1e-12);
      }
      try (TextTokenizer longer =
          tokenizer(fixture, fixture.expected().get("max_length").getAsInt())) {
        assertArrayEquals(
            Fixture.floats(run.get("final_logits")), logits(model, texts(fixture, longer)), 1e-3f);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void aTextGivesTheSameLogitsHoweverFarItIsPadded(String name) throws IOException {
    Fixture fixture = Fixture.of(name);
    try (TextTokenizer tokenizer = tokenizer(fixture, 40);
        TextModel model = load(fixture.folder(), ProblemType.SINGLE_LABEL)) {
      EncodedTexts texts = texts(fixture, tokenizer);
      float[] together = logits(model, texts); // all padded to 40
      for (int row = 0; row < texts.size(); row++) {
        float[] alone = logits(model, texts, row);
        float largest = 1;
        for (float logit : alone) {
          largest = Math.max(largest, Math.abs(logit));
        }
        float[] among = Arrays.copyOfRange(together, row * 4, row * 4 + 4);
        assertArrayEquals(alone, among, 1e-6f * largest);
      }
    }
  }

  private static TrainingOptions options(JsonObject run) {
    return TrainingOptions.builder()
        .epochs(1)
        .batchSize(run.get("batch_size").getAsInt())
        .loggingSteps(1)
        .order(TrainingOptions.RowOrder.SEQUENTIAL)
        .labelSmoothing(LabelSmoothing.of(number(run, "label_smoothing")))
        .learningRate(number(run, "learning_rate"))
        .weightDecay(number(run, "weight_decay"))
        .maxGradNorm(number(run, "max_grad_norm"))
        .warmupSteps(run.get("warmup_steps").getAsInt())
        .build();
  }

  private Map<String, Double> gradientNorms(Fixture fixture) throws IOException {
    try (TextTokenizer tokenizer = tokenizer(fixture, 40);
        TextModel model = load(fixture.folder(), ProblemType.SINGLE_LABEL);
        NDManager manager = model.djl().getNDManager().newSubManager()) {
      EncodedTexts texts = texts(fixture, tokenizer);
      JsonObject labels = fixture.expected().getAsJsonObject("labels");
      Targets targets = new Targets.Classes(Fixture.ints(labels.get("single_label")));
      NDList label = new NDList(LabelArrays.of(manager, targets, 4));
      NDList batch = batch(manager, model, texts, rows(texts));
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDList output =
            model.djl().getBlock().forward(new ParameterStore(manager, false), batch, true);
        Loss loss = Losses.of(ProblemType.SINGLE_LABEL, LabelSmoothing.of(0.1), 4);
        collector.backward(loss.evaluate(label, output));
      }
      Map<String, Double> norms = new HashMap<>();
      for (Pair<String, Parameter> pair : model.djl().getBlock().getParameters()) {
        try (NDArray gradient = pair.getValue().getArray().getGradient()) {
          norms.put(pair.getKey(), (double) gradient.norm().getFloat());
        }
      }
      return norms;
    }
  }

  private static float loss(Fixture fixture, Targets targets, LabelSmoothing smoothing)
      throws IOException {
    try (TextTokenizer tokenizer = tokenizer(fixture, 40);
        TextModel model = load(fixture.folder(), targets.problemType());
        NDManager manager = model.djl().getNDManager().newSubManager()) {
      EncodedTexts texts = texts(fixture, tokenizer);
      NDList output = model.logits(batch(manager, model, texts, rows(texts)));
      NDList label = new NDList(LabelArrays.of(manager, targets, 4));
      return Losses.of(targets.problemType(), smoothing, 4).evaluate(label, output).getFloat();
    }
  }

  private static TextModel load(Path folder, ProblemType type) {
    try (Checkpoint checkpoint = Checkpoints.open(folder.toString())) {
      TextModel model =
          TextModel.load(
              checkpoint,
              new Classifier(TextModel.labelsOf(checkpoint).orElseThrow(), type, true, 0),
              Device.cpu());
      assertTrue(model.report().fresh().isEmpty(), model.report().toString());
      assertTrue(model.report().unused().isEmpty(), model.report().toString());
      return model;
    }
  }

  private static float[] logits(TextModel model, EncodedTexts texts, int... rows) {
    try (NDManager manager = model.djl().getNDManager().newSubManager()) {
      int[] selected = rows.length == 0 ? rows(texts) : rows;
      return model.logits(batch(manager, model, texts, selected)).head().toFloatArray();
    }
  }

  private static NDList batch(NDManager manager, TextModel model, EncodedTexts texts, int[] rows) {
    return TokenBatch.of(manager, texts, rows, model.paddingId());
  }

  private static int[] rows(EncodedTexts texts) {
    return IntStream.range(0, texts.size()).toArray();
  }

  private static TextTokenizer tokenizer(Fixture fixture, int maxLength) throws IOException {
    return TextTokenizer.load(fixture.tokenizer(), "tokenizer.json", maxLength);
  }

  private static EncodedTexts texts(Fixture fixture, TextTokenizer tokenizer) {
    return tokenizer.encode(Fixture.strings(fixture.expected().get("texts")), null);
  }

  private static EncodedTexts pairs(Fixture fixture, TextTokenizer tokenizer) {
    List<List<String>> pairs =
        Fixture.items(fixture.expected().get("pairs")).stream().map(Fixture::strings).toList();
    return tokenizer.encode(
        pairs.stream().map(pair -> pair.get(0)).toList(),
        pairs.stream().map(pair -> pair.get(1)).toList());
  }

  private static void assertEncodings(JsonObject expected, EncodedTexts actual) {
    List<JsonElement> ids = Fixture.items(expected.get("input_ids"));
    List<JsonElement> masks = Fixture.items(expected.get("attention_mask"));
    assertEquals(ids.size(), actual.size());
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      for (int row = 0; row < ids.size(); row++) {
        int length = Arrays.stream(Fixture.ints(masks.get(row))).sum();
        int[] expectedIds = Arrays.copyOf(Fixture.ints(ids.get(row)), length);
        assertArrayEquals(expectedIds, actual.ids(row), "ids of text " + row);
        if (expected.has("token_type_ids")) {
          int[] types = Fixture.ints(Fixture.items(expected.get("token_type_ids")).get(row));
          NDArray made = TokenBatch.of(manager, actual, new int[] {row}, 0).get(2);
          for (int t = 0; t < length; t++) {
            assertEquals(types[t], made.size() == 1 ? 0 : made.toLongArray()[t]);
          }
        }
      }
    }
  }

  private static double number(JsonObject object, String key) {
    return object.get(key).getAsDouble();
  }
}
