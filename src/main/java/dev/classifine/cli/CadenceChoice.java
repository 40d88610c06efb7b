package dev.classifine.cli;

import dev.classifine.error.UsageException;
import dev.classifine.train.Cadence;

/** A strategy and a number of steps, as two options give them. */
final class CadenceChoice {

  private CadenceChoice() {}

  /**
   * The cadence. A number of steps alone means the strategy of steps.
   *
   * @param name the options' first word: {@code --NAME-strategy} and {@code --NAME-steps}
   * @param strategy null where it was not given
   * @param steps null where it was not given
   * @param usual the cadence where neither was given
   * @param usualSteps the steps of the strategy of steps where they were not given
   */
  static Cadence of(String name, String strategy, Integer steps, Cadence usual, int usualSteps) {
    String stepsOption = "--" + name + "-steps";
    if (steps != null && steps < 1) {
      throw new UsageException(
          stepsOption + ": " + steps + " is out of range. It must be at least 1.");
    }
    if (strategy == null) {
      return steps == null ? usual : Cadence.every(steps);
    }
    Cadence.When when = Cadence.When.of(strategy, "--" + name + "-strategy");
    if (when == Cadence.When.STEPS) {
      return Cadence.every(steps == null ? usualSteps : steps);
    }
    if (steps != null) {
      throw new UsageException(
          stepsOption
              + ": has no meaning with --"
              + name
              + "-strategy "
              + strategy
              + ". Give the strategy steps with it, or leave one of them out.");
    }
    return when == Cadence.When.NO ? Cadence.NEVER : Cadence.EVERY_EPOCH;
  }
}
