package dev.classifine.problem;

import dev.classifine.error.UsageException;

/**
 * The focal loss (Lin et al. 2017, Focal Loss for Dense Object Detection): the cross-entropy of a
 * decision that was given the probability p weighs {@code (1 - p)^gamma}, so that what is already
 * learnt counts less.
 *
 * @param gamma at least 0; 0 is cross-entropy
 * @param alpha multi-label only: what positives weigh, in (0, 1), where negatives weigh 1 - alpha;
 *     null weighs both 1
 */
public record Focal(double gamma, Double alpha) {

  /** Cross-entropy. */
  public static final Focal OFF = new Focal(0, null);

  /**
   * @throws UsageException if a number is out of its range, or alpha stands without gamma
   */
  public Focal {
    if (!(gamma >= 0) || Double.isInfinite(gamma)) {
      throw new UsageException(
          "focal gamma: "
              + gamma
              + " is out of range. It must be a number of at least 0, 0 for cross-entropy; 2 is"
              + " usual.");
    }
    if (alpha != null && !(alpha > 0 && alpha < 1)) {
      throw new UsageException(
          "focal alpha: "
              + alpha
              + " is out of range. It must be above 0 and below 1: the weight of positives, where"
              + " negatives weigh 1 - alpha.");
    }
    if (alpha != null && gamma == 0) {
      throw new UsageException(
          "focal alpha: "
              + alpha
              + " was given without focal gamma, so there is no focal loss. Give --focal-gamma too,"
              + " or --pos-weight instead.");
    }
  }

  /** The focal loss without alpha. */
  public static Focal of(double gamma) {
    return new Focal(gamma, null);
  }

  /** Whether the loss is another than cross-entropy. */
  public boolean isOn() {
    return gamma > 0;
  }
}
