package dev.classifine.cli;

import dev.classifine.data.Fold;
import dev.classifine.error.UsageException;
import picocli.CommandLine.Option;

/** Which fold of the training rows to evaluate on, as options. */
final class FoldArguments {

  @Option(
      names = "--fold",
      paramLabel = "I/K",
      description =
          "In place of --eval, cut the training rows into K folds; evaluate on the I-th and train"
              + " on the others.")
  private String fold;

  @Option(
      names = "--fold-seed",
      paramLabel = "N",
      description = "Fixes which row is in which fold, whatever the --seed (default: 42).")
  private Long seed;

  /** The fold; null for none. */
  Fold fold() {
    if (fold == null && seed != null) {
      throw new UsageException(
          "--fold-seed: there are no folds to make. Give --fold I/K with it, or leave it out.");
    }
    return fold == null ? null : Fold.of(fold, seed == null ? Fold.DEFAULT_SEED : seed);
  }
}
