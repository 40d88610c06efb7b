package dev.classifine.train;

import dev.classifine.error.UsageException;
import java.util.Locale;

/**
 * What happens where numbers leave their range.
 *
 * @param nonFinite what follows a loss or gradient that is not finite; default stop
 * @param lossScale what the loss is multiplied with before the backward pass, and gradients divided
 *     by, to begin with: dynamic loss scaling (Micikevicius et al. 2018), needed where gradients
 *     are computed in float16; 0 does not scale; default 0
 */
public record NumericsOptions(NonFinite nonFinite, double lossScale) {

  /** The defaults. */
  public static final NumericsOptions DEFAULTS = new NumericsOptions(NonFinite.STOP, 0);

  /** The loss scale that trainings in float16 begin with, as in PyTorch's {@code GradScaler}. */
  public static final double FLOAT16_SCALE = 65536;

  /** What follows a loss or gradient that is not finite. */
  public enum NonFinite {
    /** The training ends with an error that names the rows. */
    STOP,
    /** The step makes no update and is reported. */
    SKIP;

    /** The option's value. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The choice of a name.
     *
     * @throws UsageException if there is none
     */
    public static NonFinite of(String id) {
      for (NonFinite choice : values()) {
        if (choice.id().equals(id)) {
          return choice;
        }
      }
      throw new UsageException(
          "--non-finite: \"" + id + "\" is not a choice. It must be stop or skip.");
    }
  }

  /**
   * @throws UsageException if the scale is negative or not finite
   */
  public NumericsOptions {
    if (!(lossScale >= 0) || Double.isInfinite(lossScale)) {
      throw new UsageException(
          "loss scale: " + lossScale + " is out of range. It must be above 0, or 0 for none.");
    }
  }
}
