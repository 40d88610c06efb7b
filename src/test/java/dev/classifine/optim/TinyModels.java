package dev.classifine.optim;

import ai.djl.Device;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.problem.ProblemType;
import java.nio.file.Path;

/** The tiny checkpoints of all architectures, as models. */
final class TinyModels {

  private static final Path ROOT = Path.of("src/test/resources");

  private TinyModels() {}

  /**
   * Loads one on the CPU, with its head.
   *
   * @param name the folder, as in {@code parity/bert}
   */
  static TextModel load(String name) {
    try (Checkpoint checkpoint = Checkpoints.open(ROOT.resolve(name).toString())) {
      return TextModel.load(
          checkpoint,
          new Classifier(
              TextModel.labelsOf(checkpoint).orElseThrow(), ProblemType.SINGLE_LABEL, true, 0),
          Device.cpu());
    }
  }
}
