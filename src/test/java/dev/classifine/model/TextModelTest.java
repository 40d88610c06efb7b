package dev.classifine.model;

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
import ai.djl.util.Pair;
import com.google.gson.JsonObject;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.parity.Fixture;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.text.EncodedTexts;
import dev.classifine.text.TextTokenizer;
import dev.classifine.text.TokenBatch;
import dev.classifine.weights.Safetensors;
import dev.classifine.weights.TensorInfo;
import dev.classifine.weights.TensorSource;
import dev.classifine.weights.TensorToWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TextModelTest {

  private static final LabelSet TWO = new LabelSet(List.of("no", "yes"));

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void theFirstRowAloneGivesWhatAllRowsGive(String name) throws IOException {
    Fixture fixture = Fixture.of(name).withoutDropout(folder);
    try (TextModel first = load(fixture.folder(), true);
        TextModel all = load(fixture.folder(), false)) {
      assertArrayEquals(logits(all, fixture, false), logits(first, fixture, false), 1e-6f);
      assertArrayEquals(logits(all, fixture, true), logits(first, fixture, true), 1e-6f);
      List<Pair<String, Parameter>> expected = pairs(all);
      List<Pair<String, Parameter>> actual = pairs(first);
      double squares = 0;
      for (Pair<String, Parameter> pair : expected) {
        for (float value : gradient(pair)) {
          squares += value * value;
        }
      }
      float tolerance = (float) (1e-6 * Math.sqrt(squares)); // of the global norm
      for (int i = 0; i < expected.size(); i++) {
        assertArrayEquals(
            gradient(expected.get(i)),
            gradient(actual.get(i)),
            tolerance,
            expected.get(i).getKey());
      }
    }
  }

  @Test
  void aBaseCheckpointWithoutPrefixGetsANewHeadAndPooler() throws IOException {
    rewrite(
        name ->
            name.startsWith("classifier") || name.startsWith("bert.pooler")
                ? null
                : name.substring("bert.".length())
                    .replace("LayerNorm.weight", "LayerNorm.gamma")
                    .replace("LayerNorm.bias", "LayerNorm.beta"));
    try (Checkpoint checkpoint = Checkpoints.open(folder.toString());
        TextModel model = load(checkpoint, 1);
        TextModel again = load(checkpoint, 1);
        TextModel other = load(checkpoint, 2)) {
      assertEquals(
          List.of(
              "bert.pooler.dense.weight",
              "bert.pooler.dense.bias",
              "classifier.weight",
              "classifier.bias"),
          model.report().fresh());
      assertEquals(List.of(), model.report().unused());
      float[] head = values(model, "classifier.weight");
      assertArrayEquals(head, values(again, "classifier.weight"), "the seed fixes new values");
      assertTrue(!java.util.Arrays.equals(head, values(other, "classifier.weight")));
      double squares = 0;
      for (float value : values(model, "bert.pooler.dense.weight")) {
        squares += value * value;
      }
      assertEquals(0.02, Math.sqrt(squares / (32 * 32)), 0.002, "initializer_range");
      assertArrayEquals(new float[2], values(model, "classifier.bias"));
      try (TextModel original = load(Path.of("src/test/resources/parity/bert"), true)) {
        String name = "bert.encoder.layer.1.output.LayerNorm.weight";
        assertArrayEquals(values(original, name), values(model, name));
      }
    }
  }

  @Test
  void tensorsThatAClassifierDoesNotUseAreReported() throws IOException {
    rewrite(name -> name.replace("classifier.", "cls.predictions."));
    try (Checkpoint checkpoint = Checkpoints.open(folder.toString());
        TextModel model = load(checkpoint, 1)) {
      assertEquals(
          List.of("cls.predictions.bias", "cls.predictions.weight"),
          model.report().unused().stream().sorted().toList());
      assertTrue(!TextModel.hasHead(checkpoint));
    }
  }

  @Test
  void aSavedCheckpointLoadsToTheSameTensorsAndKeepsUnknownKeys() throws IOException {
    Path saved = folder.resolve("saved");
    try (TextModel model = load(Path.of("src/test/resources/parity/bert"), true)) {
      model.save(saved);
    }
    assertEquals(
        -1,
        Files.mismatch(
            Path.of("src/test/resources/parity/bert/model.safetensors"),
            saved.resolve("model.safetensors")));
    JsonObject config = dev.classifine.io.Json.readObject(saved.resolve("config.json"));
    assertEquals("5.18.0", config.get("transformers_version").getAsString());
    assertEquals("[\"BertForSequenceClassification\"]", config.get("architectures").toString());
    assertEquals("single_label_classification", config.get("problem_type").getAsString());
    assertTrue(
        config.get("layer_norm_eps").toString().equals("1e-12"), "numbers keep their digits");
  }

  /** The tiny checkpoint with other names; a tensor whose new name is null is left out. */
  private void rewrite(UnaryOperator<String> names) throws IOException {
    Path source = Path.of("src/test/resources/parity/bert");
    for (String file : List.of("config.json", "tokenizer.json")) {
      Files.copy(source.resolve(file), folder.resolve(file));
    }
    List<TensorToWrite> tensors = new ArrayList<>();
    try (TensorSource in = Safetensors.open(source.resolve("model.safetensors"))) {
      for (TensorInfo info : in.tensors()) {
        String name = names.apply(info.name());
        if (name != null) {
          ByteBuffer bytes =
              ByteBuffer.allocateDirect((int) info.byteSize()).order(ByteOrder.nativeOrder());
          in.read(info.name(), bytes);
          tensors.add(new TensorToWrite(name, info.shape(), () -> bytes));
        }
      }
    }
    Safetensors.write(folder.resolve("model.safetensors"), Map.of("format", "pt"), tensors);
  }

  private static TextModel load(Checkpoint checkpoint, long seed) {
    return TextModel.load(
        checkpoint, new Classifier(TWO, ProblemType.SINGLE_LABEL, false, seed), Device.cpu());
  }

  private static TextModel load(Path folder, boolean firstRowOnly) {
    try (Checkpoint checkpoint = Checkpoints.open(folder.toString())) {
      LabelSet labels = TextModel.labelsOf(checkpoint).orElseThrow();
      return TextModel.load(
          checkpoint,
          new Classifier(labels, ProblemType.SINGLE_LABEL, true, 0),
          Device.cpu(),
          ProgramOptions.DEFAULTS.withFirstRowOnly(firstRowOnly));
    }
  }

  private static float[] logits(TextModel model, Fixture fixture, boolean training)
      throws IOException {
    try (NDManager manager = model.djl().getNDManager().newSubManager();
        TextTokenizer tokenizer = TextTokenizer.load(fixture.tokenizer(), "tokenizer.json", 40)) {
      EncodedTexts texts = tokenizer.encode(Fixture.strings(fixture.expected().get("texts")), null);
      NDList batch =
          TokenBatch.of(manager, texts, new int[] {0, 1, 2, 3, 4, 5, 6, 7}, model.paddingId());
      if (!training) {
        return model.logits(batch).head().toFloatArray();
      }
      try (GradientCollector collector = manager.getEngine().newGradientCollector()) {
        NDArray output =
            model.djl().getBlock().forward(new ParameterStore(manager, false), batch, true).head();
        collector.backward(output.square().sum());
        return output.toFloatArray();
      }
    }
  }

  private static List<Pair<String, Parameter>> pairs(TextModel model) {
    List<Pair<String, Parameter>> pairs = new ArrayList<>();
    model.djl().getBlock().getParameters().forEach(pairs::add);
    return pairs;
  }

  private static float[] gradient(Pair<String, Parameter> pair) {
    try (NDArray gradient = pair.getValue().getArray().getGradient()) {
      return gradient.toFloatArray();
    }
  }

  private static float[] values(TextModel model, String name) {
    return model.djl().getBlock().getParameters().get(name).getArray().toFloatArray();
  }
}
