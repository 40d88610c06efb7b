package dev.classifine.checkpoint;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;

/** Finds the checkpoint that {@code --model} means. */
public final class Checkpoints {

  private Checkpoints() {}

  /**
   * Opens a checkpoint.
   *
   * @param model a folder with {@code config.json}, weights and {@code tokenizer.json}; or {@code
   *     minilm}, the embedded all-MiniLM-L6-v2
   * @throws UsageException if it is neither
   * @throws ClassifineException if a file of it is missing or damaged
   */
  public static Checkpoint open(String model) {
    if (model.equals(EmbeddedCheckpoint.MINILM)) {
      return EmbeddedCheckpoint.minilm();
    }
    if (isFolder(model)) {
      return FolderCheckpoint.open(Path.of(model));
    }
    throw new UsageException(
        "--model: \""
            + model
            + "\" is neither a folder nor the name of an embedded model. Give a folder that holds"
            + " config.json, tokenizer.json and model.safetensors or pytorch_model.bin, or "
            + EmbeddedCheckpoint.MINILM
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
