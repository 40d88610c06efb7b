package dev.classifine.parity;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
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
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The embedded default model against what the published one gives. */
class MiniLmTest {

  private static final JsonObject EXPECTED =
      Json.readObject(Path.of("src/test/resources/parity/all-minilm-l6-v2.expected.json"));

  @Test
  void givesThePublishedEncodersHiddenStates() {
    try (Checkpoint checkpoint = Checkpoints.open("minilm");
        TextModel model =
            TextModel.load(
                checkpoint,
                new Classifier(
                    new LabelSet(List.of("a", "b")), ProblemType.SINGLE_LABEL, false, 42),
                Device.cpu());
        TextTokenizer tokenizer =
            TextTokenizer.load(
                new String(checkpoint.tokenizerFile("tokenizer.json"), StandardCharsets.UTF_8),
                "tokenizer.json",
                EXPECTED.get("max_length").getAsInt());
        NDManager manager = model.djl().getNDManager().newSubManager()) {
      assertEquals(List.of("classifier.weight", "classifier.bias"), model.report().fresh());
      assertEquals(List.of(), model.report().unused());
      assertEquals(EXPECTED.get("parameters").getAsLong(), model.parameterCount() - 2 * 384 - 2);

      EncodedTexts texts = tokenizer.encode(Fixture.strings(EXPECTED.get("texts")), null);
      int[] rows = {0, 1, 2, 3, 4};
      for (int row : rows) {
        int[] expected = Fixture.ints(Fixture.items(EXPECTED.get("input_ids")).get(row));
        assertArrayEquals(Arrays.copyOf(expected, texts.length(row)), texts.ids(row));
      }
      NDList batch = TokenBatch.of(manager, texts, rows, model.paddingId());
      NDArray hidden = model.hiddenStates(batch);
      assertArrayEquals(
          Fixture.floats(EXPECTED.get("cls")), hidden.get(":, 0").toFloatArray(), 1e-4f);
      NDArray weight =
          model.djl().getBlock().getParameters().get("bert.pooler.dense.weight").getArray();
      NDArray bias =
          model.djl().getBlock().getParameters().get("bert.pooler.dense.bias").getArray();
      NDArray pooled = hidden.get(":, 0").matMul(weight.transpose()).add(bias).tanh();
      assertArrayEquals(Fixture.floats(EXPECTED.get("pooled")), pooled.toFloatArray(), 1e-4f);
    }
  }
}
