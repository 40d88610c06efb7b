package dev.classifine.checkpoint;

import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.lora.AdaptedTensors;
import dev.classifine.lora.Adapter;
import dev.classifine.lora.AdapterConfig;
import dev.classifine.weights.WeightFiles;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A PEFT adapter in a folder, on its base model. PEFT does not store labels: they are those of the
 * folder's own {@code config.json}, which Classifine writes, else those of the base model where
 * they are as many as the adapter's logits, else {@code LABEL_0} and so on. The tokenizer is the
 * folder's own where it has one, else the base model's.
 */
final class AdapterCheckpoint {

  private static final Logger LOG = LoggerFactory.getLogger(AdapterCheckpoint.class);
  private static final String CONFIG = "config.json";

  private AdapterCheckpoint() {}

  /**
   * Opens it.
   *
   * @param name what the user calls it
   * @param named opens a base model that is no folder, for the adapter
   */
  static Checkpoint open(Path folder, String name, BiFunction<String, Adapter, Checkpoint> named) {
    if (WeightFiles.areIn(folder)) {
      LOG.warn(
          "{}: an adapter and whole weights are there. The adapter is read, as transformers does;"
              + " where the weights are meant, delete {}.",
          folder,
          AdapterConfig.FILE);
    }
    Adapter adapter = Adapter.open(folder);
    try {
      Checkpoint base = base(folder, adapter, named);
      try {
        return on(base, adapter, folder, name);
      } catch (ClassifineException e) {
        base.close();
        throw e;
      }
    } catch (ClassifineException e) {
      adapter.close();
      throw e;
    }
  }

  private static Checkpoint on(Checkpoint base, Adapter adapter, Path folder, String name) {
    Path own = folder.resolve(CONFIG);
    boolean described = Files.isRegularFile(own);
    List<Checkpoint.NamedFile> tokenizer = FolderCheckpoint.tokenizerFiles(folder);
    return new OpenCheckpoint(
        name,
        described ? own.toString() : base.configPlace(),
        described ? Json.readObject(own) : config(base, adapter),
        new AdaptedTensors(base.tensors(), adapter),
        tokenizer.isEmpty() ? base.tokenizerFiles() : tokenizer,
        Optional.empty());
  }

  /** The base model's, without its labels where the adapter's classifier is for others. */
  private static JsonObject config(Checkpoint base, Adapter adapter) {
    JsonObject config = base.config();
    int logits = adapter.headSize();
    boolean fits = config.get("id2label") instanceof JsonObject labels && labels.size() == logits;
    if (logits > 0 && !fits) {
      LOG.info(
          "{}: an adapter holds no labels, and those of its base model are not for its {} logits:"
              + " they are called LABEL_0 to LABEL_{}. A config.json with id2label beside the"
              + " adapter names them.",
          adapter.describe(),
          logits,
          logits - 1);
      config.remove("id2label");
      config.remove("label2id");
      config.remove("num_labels");
    }
    return config;
  }

  /**
   * Checks that a base is a whole model.
   *
   * @throws ClassifineException if it is an adapter
   */
  static void checkBase(Path base) {
    if (Adapter.isIn(base)) {
      throw new ClassifineException(
          base.resolve(AdapterConfig.FILE)
              + ": the base model is an adapter itself. It must be a whole model: merge that"
              + " adapter with its own base first (classifine export --format huggingface).");
    }
  }

  /** In the adapter's folder, in the working folder, or by a name. */
  private static Checkpoint base(
      Path folder, Adapter adapter, BiFunction<String, Adapter, Checkpoint> named) {
    AdapterConfig config = adapter.config();
    String base = config.base();
    try {
      for (Path place : List.of(folder.resolve(base), Path.of(base))) {
        if (Files.isDirectory(place)) {
          checkBase(place);
          return FolderCheckpoint.open(place, base);
        }
      }
    } catch (InvalidPathException e) {
      LOG.debug("{} is no folder: {}", base, e.getMessage());
    }
    try {
      return named.apply(
          base + config.revision().map(revision -> "@" + revision).orElse(""), adapter);
    } catch (ClassifineException e) {
      throw new ClassifineException(
          folder.resolve(AdapterConfig.FILE)
              + ": base_model_name_or_path is \""
              + base
              + "\". It must be a folder, from this one or the working folder, or the name of a"
              + " model: "
              + e.getMessage(),
          e);
    }
  }
}
