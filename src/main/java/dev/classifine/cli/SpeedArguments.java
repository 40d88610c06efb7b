package dev.classifine.cli;

import dev.classifine.model.DropoutMasks;
import dev.classifine.train.TrainingOptionsBuilder;
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

  @Option(
      names = "--first-row-only",
      negatable = true,
      fallbackValue = "true",
      description =
          "Compute the last layer only for the row of each text that the head reads, which gives"
              + " the same (default: yes).")
  private Boolean firstRowOnly;

  @Option(
      names = "--sub-vocabulary",
      negatable = true,
      fallbackValue = "true",
      description =
          "Train only the embeddings of words that occur, which gives the same in less memory"
              + " (default: yes).")
  private Boolean subVocabulary;

  /**
   * How dropout is drawn.
   *
   * @throws dev.classifine.error.UsageException if the option names no way
   */
  DropoutMasks dropoutMasks() {
    return dropoutMasks == null ? DropoutMasks.WORDS : DropoutMasks.of(dropoutMasks);
  }

  /** Whether the last layer is computed for the head's row alone. */
  boolean firstRowOnly() {
    return firstRowOnly == null || firstRowOnly;
  }

  void addTo(TrainingOptionsBuilder builder) {
    if (subVocabulary != null) {
      builder.subVocabulary(subVocabulary);
    }
  }
}
