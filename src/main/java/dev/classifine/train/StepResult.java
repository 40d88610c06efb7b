package dev.classifine.train;

/**
 * What an optimizer step gave.
 *
 * @param loss the training loss of the effective batch before the update
 * @param gradientNorm the gradient's global L2 norm before clipping
 * @param hasLoss whether the effective batch weighs anything; if not, there is neither loss nor
 *     gradient, and no update
 */
record StepResult(double loss, double gradientNorm, boolean hasLoss) {

  /** Whether an update was made: the optimizer makes none where a number is not finite. */
  boolean isUpdate() {
    return hasLoss && Double.isFinite(loss) && Double.isFinite(gradientNorm);
  }

  /** Before the first step, and of the one that a checkpoint was written after. */
  static final StepResult NOT_KNOWN = new StepResult(Double.NaN, Double.NaN, false);

  /** Nothing was learnt: all rows of the effective batch are ignored or weigh nothing. */
  static final StepResult NOTHING_TO_LEARN = new StepResult(0, 0, false);
}
