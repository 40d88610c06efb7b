package dev.classifine.cli;

import dev.classifine.model.DropoutMasks;
import picocli.CommandLine.Option;

/** Ways to compute the same faster, and how to turn them off. */
final class SpeedArguments {

  @Option(
      names = "--dropout-masks",
      paramLabel = "words|libtorch",
      description =
          "How dropout is drawn on a processor: four elements from a random word, or as libtorch"
              + " does, one after the other (default: words).")
  private String dropoutMasks;

  /**
   * How dropout is drawn.
   *
   * @throws dev.classifine.error.UsageException if the option names no way
   */
  DropoutMasks dropoutMasks() {
    return dropoutMasks == null ? DropoutMasks.WORDS : DropoutMasks.of(dropoutMasks);
  }
}
