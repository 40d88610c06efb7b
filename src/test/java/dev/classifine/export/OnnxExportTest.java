package dev.classifine.export;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import ai.djl.Device;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import com.google.gson.JsonObject;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.parity.Fixture;
import dev.classifine.problem.ProblemType;
import dev.classifine.text.EncodedTexts;
import dev.classifine.text.TextTokenizer;
import dev.classifine.text.TokenBatch;
import dev.classifine.text.TokenLimits;
import java.io.IOException;
import java.nio.LongBuffer;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An ONNX model gives, in ONNX Runtime, the logits of the model that it was made from. */
class OnnxExportTest {

  private static final OrtEnvironment ORT = OrtEnvironment.getEnvironment();

  @TempDir Path folder;

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void textsAndPairsGiveTheExpectedLogits(String name) throws Exception {
    Fixture fixture = Fixture.of(name);
    JsonObject expected = fixture.expected();
    Path file = folder.resolve(name + ".onnx");
    try (TextModel model = load(fixture.folder());
        TextTokenizer tokenizer = tokenizer(fixture, model);
        NDManager manager = model.djl().getNDManager().newSubManager()) {
      OnnxExport.write(model, file);
      try (OrtSession session = ORT.createSession(file.toString())) {
        for (String kind : List.of("", "pair_")) {
          EncodedTexts texts =
              kind.isEmpty() ? texts(fixture, tokenizer) : pairs(fixture, tokenizer);
          NDList batch = batch(manager, model, texts, IntStream.range(0, texts.size()).toArray());
          float[] actual = run(session, batch);
          assertArrayEquals(Fixture.floats(expected.get(kind + "logits")), actual, 1e-4f);
          assertArrayEquals(model.logits(batch).head().toFloatArray(), actual, 1e-4f);
        }
      }
    }
  }

  private static float[] run(OrtSession session, NDList batch) throws OrtException {
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (String name : session.getInputNames()) {
        int at = List.of("input_ids", "attention_mask", "token_type_ids").indexOf(name);
        inputs.put(name, tensor(batch.get(at), batch.head().getShape().getShape()));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        return ((OnnxTensor) result.get("logits").orElseThrow()).getFloatBuffer().array();
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static OnnxTensor tensor(NDArray array, long[] shape) throws OrtException {
    long[] values = array.broadcast(shape).toType(DataType.INT64, true).toLongArray();
    return OnnxTensor.createTensor(ORT, LongBuffer.wrap(values), shape);
  }

  private static NDList batch(NDManager manager, TextModel model, EncodedTexts texts, int... rows) {
    return TokenBatch.of(manager, texts, rows, model.paddingId());
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

  private static TextTokenizer tokenizer(Fixture fixture, TextModel model) throws IOException {
    int length = fixture.expected().get("max_length").getAsInt();
    TokenLimits limits = new TokenLimits(length, model.words(), model.tokenTypes(), false);
    return TextTokenizer.load(fixture.tokenizer(), "tokenizer.json", limits);
  }

  private static TextModel load(Path checkpointFolder) {
    try (Checkpoint checkpoint = Checkpoints.open(checkpointFolder.toString())) {
      return TextModel.load(
          checkpoint,
          new Classifier(
              TextModel.labelsOf(checkpoint).orElseThrow(), ProblemType.SINGLE_LABEL, true, 0),
          Device.cpu());
    }
  }
}
