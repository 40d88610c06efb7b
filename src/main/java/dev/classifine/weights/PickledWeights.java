package dev.classifine.weights;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.nio.file.Path;

/**
 * Reads {@code pytorch_model.bin}: tensors that torch.save has written, since version 1.6, as a zip
 * file with a pickle.
 *
 * <p>A pickle is a program, and Python runs whatever it says. Here nothing is run: the few
 * operations and names that describe tensors are known, and a file with any other is refused. The
 * file is read in place; nothing is unpacked.
 */
public final class PickledWeights {

  private PickledWeights() {}

  /**
   * Opens one file and checks all of its layout: the zip directory, the pickle, and for each tensor
   * that its elements lie within its storage. The file must hold a state dict: names with tensors.
   * Tensors may share a storage and may be transposed in it.
   *
   * @throws UsageException if there is no such file
   * @throws ClassifineException if the file cannot be read, breaks a rule or asks for anything but
   *     tensors, with the file, the place and what was found
   */
  public static TensorSource open(Path file) {
    return PickledFile.open(file);
  }
}
