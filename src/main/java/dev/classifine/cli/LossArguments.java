package dev.classifine.cli;

import dev.classifine.problem.Focal;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.LabelSmoothing.Convention;
import dev.classifine.problem.LabelWeights;
import dev.classifine.problem.LossOptions;
import picocli.CommandLine.Option;

/** The training loss, as options. */
final class LossArguments {

  @Option(
      names = {"--label-smoothing", "--label-smoothing-factor"},
      paramLabel = "E",
      description = "Label smoothing in [0, 1), for single-label problems (default: 0).")
  private double labelSmoothing;

  @Option(
      names = "--label-smoothing-convention",
      paramLabel = "NAME",
      description = {
        "all-classes: correct 1-e+e/K, others e/K, as transformers (default);",
        "other-classes: correct 1-e, others e/(K-1)."
      })
  private String convention;

  @Option(
      names = "--class-weights",
      paramLabel = "WEIGHTS",
      description =
          "Single-label: balanced (by how often each label occurs), or a number for each label, in"
              + " their order (1,2.5,1) or by name (spam=3,ham=1; others 1).")
  private String classWeights;

  @Option(
      names = "--pos-weight",
      paramLabel = "WEIGHTS",
      description =
          "Multi-label: what a label's positives weigh against its negatives: balanced (negatives /"
              + " positives), or numbers as for --class-weights.")
  private String posWeight;

  @Option(
      names = "--focal-gamma",
      paramLabel = "GAMMA",
      description = "Focal loss, 2 is usual (default: 0, cross-entropy).")
  private double focalGamma;

  @Option(
      names = "--focal-alpha",
      paramLabel = "ALPHA",
      description =
          "Multi-label focal loss: positives weigh this, negatives 1 - this (default: both 1).")
  private Double focalAlpha;

  @Option(
      names = "--weight-column",
      paramLabel = "NAME",
      description =
          "What each training row weighs in the loss, at least 0 (default: all the same).")
  private String weightColumn;

  LossOptions options() {
    return new LossOptions(
        new LabelSmoothing(
            labelSmoothing,
            convention == null ? Convention.ALL_CLASSES : Convention.of(convention)),
        weights(classWeights, "--class-weights"),
        weights(posWeight, "--pos-weight"),
        new Focal(focalGamma, focalAlpha));
  }

  /** The column of the rows' weights, or null. */
  String weightColumn() {
    return weightColumn;
  }

  private static LabelWeights weights(String text, String option) {
    return text == null ? LabelWeights.NONE : LabelWeights.of(text, option);
  }
}
