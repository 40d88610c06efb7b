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
    return logits(
        Map.of(
            "input_ids", Arrays.stream(rows).map(Encoding::getIds).toArray(long[][]::new),
            "attention_mask",
                Arrays.stream(rows).map(Encoding::getAttentionMask).toArray(long[][]::new),
            "token_type_ids",
                Arrays.stream(rows).map(Encoding::getTypeIds).toArray(long[][]::new)));
  }

  /** The logits [B, K] of inputs [B, T], of which those are taken that the model has. */
  float[][] logits(Map<String, long[][]> inputs) throws OrtException {
    Map<String, OnnxTensor> tensors = new HashMap<>();
    try {
      for (String name : session.getInputNames()) {
        tensors.put(name, OnnxTensor.createTensor(environment, inputs.get(name)));
      }
      try (OrtSession.Result result = session.run(tensors)) {
        return (float[][]) result.get("logits").orElseThrow().getValue();
      }
    } finally {
      tensors.values().forEach(OnnxTensor::close);
    }
  }

  @Override
  public void close() throws OrtException {
    session.close();
    tokenizer.close();
  }
}
