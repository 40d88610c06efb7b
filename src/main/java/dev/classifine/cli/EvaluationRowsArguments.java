package dev.classifine.cli;

import dev.classifine.DataOptions;
import java.nio.file.Path;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** What a run is evaluated on, as options. */
final class EvaluationRowsArguments {

  @Option(
      names = {"--eval", "--validation-file"},
      paramLabel = "FILE",
      description = "Labelled texts to evaluate on.")
  private Path eval;

  @Option(
      names = "--eval-fraction",
      paramLabel = "SHARE",
      description = "Without --eval, the share of training rows to hold out for it.")
  private double evalFraction;

  @Mixin private FoldArguments fold = new FoldArguments();

  /** The data with what it is evaluated on. */
  DataOptions addTo(DataOptions data) {
    return new DataOptions(
        data.train(),
        eval,
        evalFraction,
        fold.fold(),
        data.columns(),
        data.labelDelimiter(),
        data.problemType(),
        data.tokenCache());
  }
}
