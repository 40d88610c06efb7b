package dev.classifine.cli;

import dev.classifine.tuning.TuningOptions;
import dev.classifine.tuning.TuningOptions.Thresholds;
import picocli.CommandLine.Option;

/** What to tune on the evaluation rows after a training, as options. */
final class TuningArguments {

  @Option(
      names = "--calibrate",
      description = "Fit a temperature for the probabilities on the evaluation rows.")
  private boolean calibrate;

  @Option(
      names = "--tune-thresholds",
      paramLabel = "per-label|one|none",
      description =
          "Multi-label: choose thresholds on the evaluation rows, each label's for its F1, or one"
              + " for the micro-F1 (default: none, 0.5).")
  private String thresholds = Thresholds.NONE.id();

  @Option(
      names = "--at-least-one",
      description = "Multi-label: where no label passes, decide for the most probable one.")
  private boolean atLeastOne;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description = "Multi-label: the most labels of a text (default: 0, any number).")
  private int topK;

  TuningOptions options() {
    return new TuningOptions(
        calibrate, Thresholds.of(thresholds, "--tune-thresholds"), atLeastOne, topK);
  }
}
