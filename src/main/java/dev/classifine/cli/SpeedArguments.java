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

  void addTo(TrainingOptionsBuilder builder) {
    if (subVocabulary != null) {
      builder.subVocabulary(subVocabulary);
    }
  }
}
