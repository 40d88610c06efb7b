package dev.classifine.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.io.Json;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.text.EncodedTexts;
import dev.classifine.text.TextTokenizer;
import dev.classifine.text.TokenBatch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The models that Maven's repositories have, against what ONNX Runtime 1.30 and tokenizers 0.23
 * give for the files in their jars. Run with {@code mvn -Pmodels test}, which fetches the jars.
 */
@Tag("models")
class PublishedModelsTest {

  private static final float TOLERANCE = 1e-4f;
  private static final JsonObject EXPECTED =
      Json.readObject(Path.of("src/test/resources/parity/published-models.expected.json"));

  @ParameterizedTest
  @ValueSource(strings = {"bge-small-en-v15", "e5-small-v2", "bge-small-zh"})
  void givesThePublishedEncodersHiddenStates(String name) {
    JsonObject expected = EXPECTED.getAsJsonObject(name);
    Classifier classifier =
        new Classifier(new LabelSet(List.of("a", "b")), ProblemType.SINGLE_LABEL, false, 42);
    try (Checkpoint checkpoint = Checkpoints.open(name);
        TextModel model = TextModel.load(checkpoint, classifier, Device.cpu());
        NDManager manager = model.djl().getNDManager().newSubManager()) {
      assertEquals(
          List.of(
              "bert.pooler.dense.weight",
              "bert.pooler.dense.bias",
              "classifier.weight",
              "classifier.bias"),
          model.report().fresh());
      assertEquals(List.of(), model.report().unused());
      int hidden = checkpoint.config().get("hidden_size").getAsInt();
      assertEquals(
          expected.get("parameters").getAsLong(),
          model.parameterCount() - hidden * (hidden + 1L) - 2 * (hidden + 1L));

      List<JsonElement> ids = Fixture.items(expected.get("input_ids"));
      EncodedTexts texts =
          tokenizer(checkpoint).encode(Fixture.strings(expected.get("texts")), null);
      int[] rows = {0, 1, 2, 3};
      for (int row : rows) {
        assertArrayEquals(Fixture.ints(ids.get(row)), texts.ids(row));
      }
      NDArray states = model.hiddenStates(TokenBatch.of(manager, texts, rows, model.paddingId()));
      for (int row : rows) {
        JsonObject numbers = Fixture.items(expected.get("rows")).get(row).getAsJsonObject();
        NDArray state = states.get(row).get("0:" + texts.length(row));
        assertArrayEquals(
            Fixture.floats(numbers.get("first")), state.get("0,:8").toFloatArray(), TOLERANCE);
        assertArrayEquals(
            Fixture.floats(numbers.get("last")), state.get("-1,-8:").toFloatArray(), TOLERANCE);
        assertArrayEquals(
            Fixture.floats(numbers.get("norms")),
            state.norm(new int[] {1}).toFloatArray(),
            TOLERANCE);
      }
    }
  }

  private static TextTokenizer tokenizer(Checkpoint checkpoint) {
    return TextTokenizer.load(
        new String(checkpoint.tokenizerFile("tokenizer.json"), StandardCharsets.UTF_8),
        "tokenizer.json",
        512);
  }
}
