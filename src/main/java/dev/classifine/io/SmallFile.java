package dev.classifine.io;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads a file that is kept in memory: a configuration, a vocabulary. */
public final class SmallFile {

  /** Several times the largest tokenizer that is published. */
  private static final int MOST_BYTES = 128 << 20;

  private SmallFile() {}

  /**
   * The content of a file.
   *
   * @throws ClassifineException if it is no file, cannot be read, or is too large for memory
   */
  public static byte[] read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new ClassifineException(
          file
              + ": "
              + (Files.exists(file) ? "not a file" : "no such file, or a link that leads nowhere")
              + ".");
    }
    try {
      long size = Files.size(file);
      if (size > MOST_BYTES) {
        throw tooLarge(file, size);
      }
      try (InputStream in = Files.newInputStream(file)) {
        byte[] bytes = in.readNBytes(MOST_BYTES + 1);
        if (bytes.length > MOST_BYTES) {
          throw tooLarge(file, bytes.length);
        }
        return bytes;
      }
    } catch (IOException e) {
      throw new ClassifineException(file + ": cannot be read: " + Reason.of(e) + ".", e);
    } catch (OutOfMemoryError e) {
      throw new ClassifineException(
          file + ": does not fit into Java's memory. Raise Java's -Xmx.", e);
    }
  }

  private static ClassifineException tooLarge(Path file, long size) {
    return new ClassifineException(
        file
            + ": has "
            + size
            + " bytes, more than the "
            + MOST_BYTES
            + " that such a file may have. Use the one that the model was published with.");
  }
}
