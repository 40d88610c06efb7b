package dev.classifine.checkpoint;

import dev.classifine.maven.Coordinates;
import java.util.Arrays;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A pretrained encoder that is published as a Maven artifact, so that a machine which reaches only
 * a Maven mirror has one. The artifact holds an ONNX file with float32 weights and the tokenizer;
 * the configuration is in this library.
 */
enum MavenModel {

  /**
   * all-MiniLM-L6-v2: BERT of 6 layers and 384 hidden units, 22.7 million parameters, uncased
   * English. Its artifact is a run-time dependency of this library.
   */
  MINILM(
      "minilm",
      "all-minilm-l6-v2",
      "all-minilm-l6-v2",
      "sentence-transformers/all-MiniLM-L6-v2",
      true),

  /** bge-small-en-v1.5: 12 layers, 384 hidden units, 33.2 million parameters, uncased English. */
  BGE_SMALL_EN_V15(
      "bge-small-en-v15", "bge-small-en-v15", "bge-small-en-v1.5", "BAAI/bge-small-en-v1.5", false),

  /** e5-small-v2: 12 layers, 384 hidden units, 33.2 million parameters, uncased English. */
  E5_SMALL_V2("e5-small-v2", "e5-small-v2", "e5-small-v2", "intfloat/e5-small-v2", false),

  /** bge-small-zh: 4 layers, 512 hidden units, 23.7 million parameters, Chinese. */
  BGE_SMALL_ZH("bge-small-zh", "bge-small-zh", "bge-small-zh", "BAAI/bge-small-zh", false);

  /** What the configurations beside this class were compared with. */
  private static final String VERSION = "1.0.0-beta3";

  private final String title;
  private final Coordinates coordinates;
  private final String file;
  private final String hubName;
  private final boolean pooler;

  MavenModel(String title, String artifact, String file, String hubName, boolean pooler) {
    this.title = title;
    this.coordinates =
        new Coordinates("dev.langchain4j", "langchain4j-embeddings-" + artifact, VERSION);
    this.file = file;
    this.hubName = hubName;
    this.pooler = pooler;
  }

  /** The model of a name, or nothing where no model has it. */
  static Optional<MavenModel> named(String name) {
    return Arrays.stream(values()).filter(model -> model.title.equals(name)).findFirst();
  }

  /** The model that has this name on the hub, or nothing where no model has it. */
  static Optional<MavenModel> onHub(String name) {
    return Arrays.stream(values()).filter(model -> model.hubName.equals(name)).findFirst();
  }

  /** All names, for an error. */
  static String names() {
    return Arrays.stream(values()).map(model -> model.title).collect(Collectors.joining(", "));
  }

  /** What the user calls it. */
  String title() {
    return title;
  }

  /** What it is called on the Hugging Face hub, which has the same weights, all with a pooler. */
  String hubName() {
    return hubName;
  }

  /** Whether the artifact has the pooler too. */
  boolean hasPooler() {
    return pooler;
  }

  /** The artifact that holds its weights and its tokenizer. */
  Coordinates coordinates() {
    return coordinates;
  }

  /** The weights' path in the artifact. */
  String weightsFile() {
    return file + ".onnx";
  }

  /** The tokenizer's path in the artifact. */
  String tokenizerFile() {
    return file + "-tokenizer.json";
  }
}
