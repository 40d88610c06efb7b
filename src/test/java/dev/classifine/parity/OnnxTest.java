package dev.classifine.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.TensorInfo;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import dev.classifine.lora.LoraOptions;
import dev.classifine.model.ProgramOptions;
import dev.classifine.model.TextModel;
import dev.classifine.text.EncodedTexts;
import dev.classifine.text.TextTokenizer;
import dev.classifine.text.TokenBatch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An ONNX model gives in ONNX Runtime what transformers computed, and what our programs do. */
class OnnxTest {

  private static final float TOLERANCE = 1e-4f;
  private static final Set<String> WITH_TYPES = Set.of("bert", "electra", "albert");

  @TempDir Path temporary;

  static Set<String> activations() {
    return Json.readObject(Path.of("src/test/resources/activations.json"))
        .getAsJsonObject("activations")
        .keySet();
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void textsAndPairsGiveTheExpectedLogits(String name) throws IOException {
    Fixture fixture = Fixture.of(name);
    JsonObject expected = fixture.expected();
    try (LoadedFixture loaded = LoadedFixture.of(fixture, ProgramOptions.DEFAULTS);
        OnnxSession onnx = OnnxSession.of(loaded.model(), temporary);
        TextTokenizer tokenizer =
            TextTokenizer.load(
                fixture.tokenizer(), "tokenizer.json", expected.get("max_length").getAsInt())) {
      EncodedTexts texts = tokenizer.encode(Fixture.strings(expected.get("texts")), null);
      List<List<String>> pairs =
          Fixture.items(expected.get("pairs")).stream().map(Fixture::strings).toList();
      EncodedTexts two =
          tokenizer.encode(
              pairs.stream().map(pair -> pair.get(0)).toList(),
              pairs.stream().map(pair -> pair.get(1)).toList());
      float[] logits = Fixture.floats(expected.get("logits"));
      float[] pairLogits = Fixture.floats(expected.get("pair_logits"));
      assertArrayEquals(logits, logits(onnx, loaded.model(), texts), TOLERANCE);
      assertArrayEquals(pairLogits, logits(onnx, loaded.model(), two), TOLERANCE);
      for (int row = 0; row < texts.size(); row++) { // alone, and so without padding
        assertArrayEquals(
            Arrays.copyOfRange(logits, row * 4, row * 4 + 4),
            logits(onnx, loaded.model(), texts, row),
            TOLERANCE);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void textsOfAnyLengthGiveTheModelsLogits(String name) throws IOException {
    try (LoadedFixture loaded = LoadedFixture.of(Fixture.of(name), ProgramOptions.DEFAULTS);
        OnnxSession onnx = OnnxSession.of(loaded.model(), temporary);
        NDManager manager = loaded.model().djl().getNDManager().newSubManager()) {
      int longest = Math.min(loaded.model().maxTokens(), 100); // of some that have no end
      assertTrue(longest >= 60, "only " + longest);
      for (int length : lengths(longest)) {
        NDList batch = batch(manager, loaded.model(), length);
        assertArrayEquals(
            loaded.model().logits(batch).head().toFloatArray(),
            onnx.logits(batch).head().toFloatArray(),
            TOLERANCE,
            length + " tokens");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.VariantTest#names")
  void otherConfigurationsGiveTheModelsLogits(String name) {
    try (TextModel model = VariantTest.load(name, ProgramOptions.DEFAULTS);
        OnnxSession onnx = OnnxSession.of(model, temporary)) {
      assertArrayEquals(
          VariantTest.logits(model, name),
          VariantTest.logits(model, name, onnx::logits),
          TOLERANCE);
    }
  }

  @ParameterizedTest
  @MethodSource("activations")
  void everyActivationGivesTheModelsLogits(String activation) throws IOException {
    Fixture bert = Fixture.of("bert");
    for (String file : List.of("model.safetensors", "tokenizer.json")) {
      Files.copy(bert.folder().resolve(file), temporary.resolve(file));
    }
    JsonObject config = Json.readObject(bert.folder().resolve("config.json"));
    config.addProperty("hidden_act", activation);
    Files.writeString(temporary.resolve("config.json"), Json.pretty(config));
    try (LoadedFixture loaded = LoadedFixture.of(bert, temporary, ProgramOptions.DEFAULTS);
        OnnxSession onnx = OnnxSession.of(loaded.model(), temporary)) {
      assertArrayEquals(loaded.logits(), loaded.logits(onnx::logits), TOLERANCE);
    }
  }

  @ParameterizedTest
  @CsvSource({"bert, bert", "roberta-layers, roberta", "modernbert-pooler, modernbert"})
  void anAdapterIsMerged(String name, String base) throws IOException {
    Path folder = Path.of("src/test/resources/adapters").resolve(name);
    JsonObject expected = Json.readObject(folder.resolve("expected.json"));
    try (LoadedFixture loaded =
            LoadedFixture.of(Fixture.of(base), folder, ProgramOptions.DEFAULTS);
        OnnxSession onnx = OnnxSession.of(loaded.model(), temporary)) {
      assertArrayEquals(
          Fixture.floats(expected.get("logits")), loaded.logits(onnx::logits), TOLERANCE);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bert", "albert", "deberta-v2", "modernbert"})
  void trainedUpdatesAreMerged(String name) throws IOException {
    LoraOptions options =
        new LoraOptions(2, 6, 0.1, List.of(LoraOptions.ALL_LINEAR), true, List.of());
    try (LoadedFixture loaded =
        LoadedFixture.of(Fixture.of(name), ProgramOptions.DEFAULTS.withLora(options))) {
      float[] before = loaded.logits();
      loaded.train();
      try (OnnxSession onnx = OnnxSession.of(loaded.model(), temporary)) {
        float[] logits = loaded.logits(onnx::logits);
        assertArrayEquals(loaded.logits(), logits, TOLERANCE);
        assertFalse(Arrays.equals(before, logits));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void inputsAndOutputsAreNamedAsHuggingFaceNamesThem(String name) throws Exception {
    try (LoadedFixture loaded = LoadedFixture.of(Fixture.of(name), ProgramOptions.DEFAULTS);
        OnnxSession onnx = OnnxSession.of(loaded.model(), temporary)) {
      assertEquals(
          WITH_TYPES.contains(name)
              ? Set.of("input_ids", "attention_mask", "token_type_ids")
              : Set.of("input_ids", "attention_mask"),
          inputs(onnx).keySet());
      for (NodeInfo input : inputs(onnx).values()) {
        TensorInfo tensor = (TensorInfo) input.getInfo();
        assertEquals(OnnxJavaType.INT64, tensor.type);
        assertArrayEquals(
            new String[] {"batch_size", "sequence_length"}, tensor.getDimensionNames());
      }
      TensorInfo logits = (TensorInfo) onnx.session().getOutputInfo().get("logits").getInfo();
      assertEquals(OnnxJavaType.FLOAT, logits.type);
      assertArrayEquals(new long[] {-1, 4}, logits.getShape());
      assertEquals("batch_size", logits.getDimensionNames()[0]);
    }
  }

  /** All short lengths, every fifth, and the greatest. */
  private static int[] lengths(int longest) {
    return IntStream.rangeClosed(1, longest)
        .filter(length -> length <= 24 || length % 5 == 0 || length == longest)
        .toArray();
  }

  private static Map<String, NodeInfo> inputs(OnnxSession onnx) {
    try {
      return onnx.session().getInputInfo();
    } catch (ai.onnxruntime.OrtException e) {
      throw new AssertionError(e);
    }
  }

  private static float[] logits(
      OnnxSession onnx, TextModel model, EncodedTexts texts, int... rows) {
    int[] all = rows.length > 0 ? rows : IntStream.range(0, texts.size()).toArray();
    try (NDManager manager = model.djl().getNDManager().newSubManager()) {
      return onnx.logits(TokenBatch.of(manager, texts, all, model.paddingId()))
          .head()
          .toFloatArray();
    }
  }

  /**
   * Three texts of random tokens and types: of the whole length, about half of it, and one token.
   */
  private static NDList batch(NDManager manager, TextModel model, int length) {
    Random random = new Random(length);
    int[] lengths = {length, (length + 1) / 2, 1};
    long[] ids = new long[3 * length];
    float[] mask = new float[ids.length];
    long[] types = new long[ids.length];
    for (int i = 0; i < ids.length; i++) {
      boolean seen = i % length < lengths[i / length];
      ids[i] = seen ? random.nextInt(model.words()) : model.paddingId();
      mask[i] = seen ? 1 : 0;
      types[i] = model.tokenTypes() > 1 && seen ? random.nextInt(model.tokenTypes()) : 0;
    }
    Shape shape = new Shape(3, length);
    return new NDList(
        manager.create(ids, shape), manager.create(mask, shape), manager.create(types, shape));
  }
}
