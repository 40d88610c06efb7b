package dev.classifine.checkpoint;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Where a model's weights and tokenizer are read: the class path, or a jar of Maven's. */
interface ModelFiles extends AutoCloseable {

  /**
   * Opens a file.
   *
   * @param name its path
   * @param limit how many bytes it may have; reading more than that fails
   */
  InputStream open(String name, long limit) throws IOException;

  /** What the jar tells of a file; empty where it cannot be told. */
  Optional<PackedFile> packed(String name);

  /** The file in words, for errors. */
  String place(String name);

  /** The whole content of a file that has at most so many bytes. */
  default byte[] read(String name, long limit) {
    try (InputStream in = open(name, limit)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw unreadable(name, e);
    }
  }

  /** The error that a file is missing, too large or damaged. */
  default ClassifineException unreadable(String name, IOException e) {
    return new ClassifineException(place(name) + " cannot be read: " + Reason.of(e) + ".", e);
  }

  @Override
  void close();
}
