package dev.classifine.cli;

import dev.classifine.error.UsageException;
import dev.classifine.io.Reason;
import dev.classifine.io.WholeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The file that {@code --output} names. */
final class OutputFile {

  private OutputFile() {}

  /**
   * Where to write: of a link to a file that file, so that the link stays one.
   *
   * @param named null for none, which stays null
   * @throws UsageException if it is a folder; told before the work that it would lose
   */
  static Path of(Path named) {
    if (named == null) {
      return null;
    }
    if (Files.isDirectory(named)) {
      throw new UsageException(
          "--output: " + named + " is a folder, where a file must stand. Name a file in it.");
    }
    try {
      return Files.exists(named) && !WholeFile.isStream(named) ? named.toRealPath() : named;
    } catch (IOException e) {
      throw new UsageException("--output: " + named + " cannot be read: " + Reason.of(e) + ".", e);
    }
  }
}
