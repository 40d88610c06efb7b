package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/** The fingerprint of a data file, by which a saved model tells what it was trained on. */
public final class DataHash {

  private DataHash() {}

  /**
   * The SHA-256 of a file's bytes as they are, compressed or not, in 64 small hexadecimal digits.
   *
   * @throws UsageException if the file is not there or is a folder
   * @throws ClassifineException if it cannot be read
   */
  public static String sha256(Path file) {
    try (InputStream in = InputFile.open(file)) {
      return Sha256.of(in);
    } catch (IOException e) {
      throw InputFile.unreadable(file.toString(), e);
    }
  }

  /**
   * Of one file its own hash; of several, that of their own ones, each with a line feed behind it.
   */
  static String ofFiles(List<String> hashes) {
    return hashes.size() == 1
        ? hashes.get(0)
        : Sha256.of(
            hashes.stream()
                .map(hash -> hash + "\n")
                .collect(Collectors.joining())
                .getBytes(StandardCharsets.US_ASCII));
  }
}
