package dev.classifine.checkpoint;

import com.google.gson.JsonObject;
import dev.classifine.weights.TensorSource;
import java.util.List;
import java.util.Optional;

/** A pretrained or fine-tuned model in Hugging Face's layout, wherever it comes from. */
public interface Checkpoint extends AutoCloseable {

  /**
   * A small file that is copied as it is.
   *
   * @param name its name, without a folder
   * @param content its bytes
   */
  record NamedFile(String name, byte[] content) {}

  /** What the user calls it: a folder, or the name of an embedded model. */
  String name();

  /** Where the configuration was read, for errors. */
  String configPlace();

  /** The content of {@code config.json}. */
  JsonObject config();

  /** The weights. */
  TensorSource tensors();

  /** The tokenizer's files, {@code tokenizer.json} among them. */
  List<NamedFile> tokenizerFiles();

  /** The content of a tokenizer's file, or null where there is no such file. */
  default byte[] tokenizerFile(String name) {
    return tokenizerFiles().stream()
        .filter(file -> file.name().equals(name))
        .map(NamedFile::content)
        .findFirst()
        .orElse(null);
  }

  /**
   * How an adapter that is trained on it names its base: a whole path, or the name of a model.
   * Empty where it is an adapter itself, so that its weights, merged, are no checkpoint that could
   * be named.
   */
  default Optional<String> baseName() {
    return Optional.of(name());
  }

  /** Closes the weights. */
  @Override
  void close();
}
