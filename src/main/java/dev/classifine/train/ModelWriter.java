package dev.classifine.train;

import java.nio.file.Path;

/** Writes the model that is trained, as it is now, in a form that other programs load. */
public interface ModelWriter {

  /** Writes the model's files into a folder. */
  void write(Path folder);

  /**
   * Whether the folder's {@code model.safetensors} holds a parameter of the block bit for bit under
   * its name, so that it need not be saved once more to be gone on from.
   *
   * @param parameter the parameter's name in the block
   */
  default boolean holds(String parameter) {
    return false;
  }
}
