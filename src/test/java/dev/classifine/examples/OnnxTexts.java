package dev.classifine.examples;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The logits of texts, from an exported folder with ONNX Runtime. */
public final class OnnxTexts implements AutoCloseable {

  private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
  private final HuggingFaceTokenizer tokenizer;
  private final OrtSession session;

  /** Loads a folder that {@code classifine export --format onnx} wrote. */
  public OnnxTexts(Path folder, int maxTokens) throws IOException, OrtException {
    tokenizer =
        HuggingFaceTokenizer.builder()
            .optTokenizerPath(folder.resolve("tokenizer.json"))
            .optTruncation(true)
            .optMaxLength(maxTokens)
            .optPadding(true)
            .build();
    session = environment.createSession(folder.resolve("model.onnx").toString());
  }

  /** The logits [B, K] of a batch of texts. */
  public float[][] logits(List<String> texts) throws OrtException {
    Encoding[] rows = tokenizer.batchEncode(texts);
    Map<String, long[][]> arrays =
        Map.of(
            "input_ids", array(rows, Encoding::getIds),
            "attention_mask", array(rows, Encoding::getAttentionMask),
            "token_type_ids", array(rows, Encoding::getTypeIds));
    Map<String, OnnxTensor> inputs = new HashMap<>();
    try {
      for (String name : session.getInputNames()) {
        inputs.put(name, OnnxTensor.createTensor(environment, arrays.get(name)));
      }
      try (OrtSession.Result result = session.run(inputs)) {
        return (float[][]) result.get("logits").orElseThrow().getValue();
      }
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  private static long[][] array(Encoding[] rows, Function<Encoding, long[]> part) {
    return Arrays.stream(rows).map(part).toArray(long[][]::new);
  }

  @Override
  public void close() throws OrtException {
    session.close();
    tokenizer.close();
  }
}
