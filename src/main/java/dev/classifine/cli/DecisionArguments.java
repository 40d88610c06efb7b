package dev.classifine.cli;

import dev.classifine.error.UsageException;
import dev.classifine.problem.Decision;
import dev.classifine.problem.ProblemType;
import picocli.CommandLine.Option;

/** Another decision than the checkpoint's, as options. */
final class DecisionArguments {

  @Option(
      names = "--threshold",
      paramLabel = "P",
      description =
          "Multi-label: the probability that a label must be above (default: the checkpoint's, or"
              + " 0.5).")
  private Double threshold;

  @Option(
      names = "--top-k",
      paramLabel = "K",
      description =
          "Multi-label: the most labels of a text, the most probable first; 0 for any number"
              + " (default: the checkpoint's, or 0).")
  private Integer topK;

  @Option(
      names = "--at-least-one",
      negatable = true,
      fallbackValue = "true",
      description =
          "Multi-label: where no label passes, the most probable one (default: the checkpoint's,"
              + " or no).")
  private Boolean atLeastOne;

  /**
   * Checks the numbers before anything is loaded.
   *
   * @throws UsageException if one is out of range
   */
  void check() {
    decision(Decision.of(ProblemType.MULTI_LABEL));
  }

  /**
   * The checkpoint's decision with what was given.
   *
   * @throws UsageException if something was given and the problem is not multi-label
   */
  Decision decision(Decision stored) {
    if (threshold == null && topK == null && atLeastOne == null) {
      return stored;
    }
    if (stored.problemType() != ProblemType.MULTI_LABEL) {
      throw new UsageException(
          "--threshold, --top-k and --at-least-one are for multi-label classification, and the"
              + " checkpoint is for "
              + stored.problemType().title()
              + ". Leave them out.");
    }
    Decision decision = threshold == null ? stored : stored.withThreshold(threshold);
    decision = topK == null ? decision : decision.withTopK(topK);
    return atLeastOne == null ? decision : decision.withAtLeastOne(atLeastOne);
  }
}
