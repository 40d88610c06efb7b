package dev.classifine;

import dev.classifine.error.UsageException;
import dev.classifine.model.SaveOptions;
import java.nio.file.Path;

/**
 * Where a checkpoint is written, and how.
 *
 * @param folder new or empty
 * @param overwrite whether the folder may hold files already
 * @param save the form of the weights
 */
public record OutputOptions(Path folder, boolean overwrite, SaveOptions save) {

  /**
   * @throws UsageException if there is no folder
   */
  public OutputOptions {
    if (folder == null) {
      throw new UsageException("--output: missing. It must name the folder for the checkpoint.");
    }
  }

  /** A folder that must be new or empty, for weights in float32. */
  public static OutputOptions of(Path folder) {
    return new OutputOptions(folder, false, SaveOptions.DEFAULT);
  }
}
