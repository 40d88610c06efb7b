package dev.classifine;

import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Folders;
import dev.classifine.io.Reason;
import dev.classifine.resume.CheckpointStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Makes sure, before any work is done, that the result can be written. */
final class OutputFolder {

  private OutputFolder() {}

  /**
   * Makes the folder where it is missing.
   *
   * @param resume whether it may hold an earlier run
   * @throws UsageException if there is none, it holds files and may not, is no folder, or is called
   *     as a pretrained model is
   * @throws ClassifineException if it cannot be written to
   */
  static void prepare(Path folder, boolean overwrite, boolean resume) {
    if (folder == null) {
      throw new UsageException("--output: missing. It must name the folder for the checkpoint.");
    }
    if (Checkpoints.isPublished(folder.toString()) && !(resume && Files.isDirectory(folder))) {
      throw new UsageException(
          "--output: "
              + folder
              + " is what --model takes for a pretrained model, so that it would not find the"
              + " folder. Choose another name, or give ./"
              + folder
              + " here and there.");
    }
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new UsageException(
          "--output: " + folder + " is a file. It must be a folder, new or empty.");
    }
    try {
      if (Files.isDirectory(folder) && !overwrite && !isEmpty(folder)) {
        checkRun(folder, resume);
      }
      Files.createDirectories(folder);
      Path probe = Files.createTempFile(folder, ".classifine", ".probe");
      Files.delete(probe);
    } catch (IOException e) {
      throw new ClassifineException(
          "--output: "
              + folder
              + " cannot be written to: "
              + Reason.of(e)
              + ". Choose a folder that you may write to.",
          e);
    }
  }

  private static void checkRun(Path folder, boolean resume) throws IOException {
    boolean isRun = CheckpointStore.holdsRun(folder);
    if (!isRun || !resume) {
      throw new UsageException(
          "--output: "
              + folder
              + " is not empty"
              + (resume ? ", and holds no run to go on with" : "")
              + ". Choose a new folder, or give --overwrite to write over what is there"
              + (isRun ? ", or --resume to go on with the run in it." : "."));
    }
  }

  /**
   * Checks that what a run leaves fits on the disk.
   *
   * @param bytes what will be written
   * @param what in words
   * @throws ClassifineException if there is less space
   */
  static void checkSpace(Path folder, long bytes, String what) {
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < bytes) {
        throw new ClassifineException(
            "--output: "
                + folder
                + " has "
                + (free >> 20)
                + " MiB of free space, but "
                + what
                + " need "
                + ((bytes >> 20) + 1)
                + ". Free some, or choose a folder on another disk; nothing was trained.");
      }
    } catch (IOException e) {
      throw new ClassifineException(
          "--output: the free space of " + folder + " cannot be told: " + Reason.of(e) + ".", e);
    }
  }

  /** Whether there is nothing but what a run leaves that ended before it had anything to keep. */
  private static boolean isEmpty(Path folder) throws IOException {
    return Folders.names(folder).stream().allMatch(CheckpointStore::isLeftOver);
  }
}
