package dev.classifine.train;

/**
 * What an optimizer step gave.
 *
 * @param loss the training loss of the effective batch before the update
 * @param gradientNorm the gradient's global L2 norm before clipping
 * @param updated whether there was an update; if not, there is neither loss nor gradient
 */
record StepResult(double loss, double gradientNorm, boolean updated) {

  /** Before the first step, and of the one that a checkpoint was written after. */
  static final StepResult NOT_KNOWN = new StepResult(Double.NaN, Double.NaN, false);

  /** Nothing was learnt: all rows of the effective batch are ignored or weigh nothing. */
  static final StepResult WITHOUT_UPDATE = new StepResult(0, 0, false);
}
