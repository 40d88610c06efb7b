package dev.classifine;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** Makes sure, before any work is done, that the result can be written. */
final class OutputFolder {

  private OutputFolder() {}

  /**
   * Makes the folder where it is missing.
   *
   * @throws UsageException if it holds files and may not, or is no folder
   * @throws ClassifineException if it cannot be written to
   */
  static void prepare(Path folder, boolean overwrite) {
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new UsageException(
          "--output: " + folder + " is a file. It must be a folder, new or empty.");
    }
    try {
      if (Files.isDirectory(folder) && !overwrite && !isEmpty(folder)) {
        throw new UsageException(
            "--output: "
                + folder
                + " is not empty. Choose a new folder, or give --overwrite to write over what is"
                + " there.");
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

  /**
   * Checks that a checkpoint fits on the disk.
   *
   * @param bytes what will be written
   * @throws ClassifineException if there is less space
   */
  static void checkSpace(Path folder, long bytes) {
    try {
      long free = Files.getFileStore(folder).getUsableSpace();
      if (free < bytes) {
        throw new ClassifineException(
            "--output: "
                + folder
                + " has "
                + (free >> 20)
                + " MiB of free space, but the checkpoint needs "
                + ((bytes >> 20) + 1)
                + ". Free some, or choose a folder on another disk; nothing was trained.");
      }
    } catch (IOException e) {
      throw new ClassifineException(
          "--output: the free space of " + folder + " cannot be told: " + Reason.of(e) + ".", e);
    }
  }

  private static boolean isEmpty(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.findAny().isEmpty();
    }
  }
}
