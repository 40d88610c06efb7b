package dev.classifine.experiment;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Folders;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** The files of a run that take the disk's space. */
final class ModelFiles {

  /** The numbers and what they came from. */
  private static final Set<String> RECORDS =
      Set.of(
          "run.json",
          "all_results.json",
          "train_results.json",
          "eval_results.json",
          "trainer_state.json",
          "metrics.jsonl",
          "mlflow.json",
          "runs"); // TensorBoard's files

  private ModelFiles() {}

  /**
   * Deletes a finished run's checkpoint, and what it could be gone on with from; its records stay.
   *
   * @param run its folder; nothing is done where it is not there
   * @throws ClassifineException if something cannot be deleted
   */
  static void delete(Path run) {
    try {
      if (!Files.isDirectory(run)) {
        return;
      }
      for (String name : Folders.names(run)) {
        if (!RECORDS.contains(name)) {
          Folders.delete(run.resolve(name));
        }
      }
    } catch (IOException e) {
      throw new ClassifineException(
          run
              + ": its model cannot be deleted: "
              + Reason.of(e)
              + ". Delete it by hand, or keep all models.",
          e);
    }
  }
}
