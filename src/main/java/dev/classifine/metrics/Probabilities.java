package dev.classifine.metrics;

import dev.classifine.error.UsageException;
import dev.classifine.problem.Decision;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;

/** What metrics of probabilities need. */
final class Probabilities {

  private Probabilities() {}

  /**
   * Checks that there are probabilities.
   *
   * @throws UsageException if the problem is a regression
   */
  static Decision check(Decision decision) {
    if (decision.problemType() == ProblemType.REGRESSION) {
      throw new UsageException(
          "Calibration is for single-label and multi-label classification; a regression has no"
              + " probabilities. Leave it out.");
    }
    return decision;
  }

  /** Whether it is known if a row has a label. */
  static boolean isKnown(Targets targets, int row, int label) {
    return targets instanceof Targets.LabelLists lists
        ? lists.knows(row, label)
        : !targets.isIgnored(row);
  }

  /** For each of K labels whether a row has it. */
  static boolean[] truth(Targets targets, int row, int labels) {
    boolean[] truth = new boolean[labels];
    if (targets instanceof Targets.LabelLists lists) {
      for (int id : lists.ids()[row]) {
        truth[id] = true;
      }
    } else {
      truth[((Targets.Classes) targets).ids()[row]] = true;
    }
    return truth;
  }
}
