package dev.classifine.optim;

import dev.classifine.error.UsageException;

/**
 * When {@link ReduceOnPlateau} lowers the learning rate; names and defaults are PyTorch's.
 *
 * @param factor what the learning rate is multiplied by, in (0, 1); default 0.1
 * @param patience evaluations without improvement that are let pass, at least 0; default 10
 * @param threshold how much better than the best so far an improvement is, as a share of it, in [0,
 *     1); default 1e-4
 * @param cooldown evaluations after a reduction that are not counted, at least 0; default 0
 * @param epsilon a reduction by no more than this is left out, at least 0; default 1e-8
 */
public record PlateauOptions(
    double factor, int patience, double threshold, int cooldown, double epsilon) {

  /** The defaults. */
  public static final PlateauOptions DEFAULTS = new PlateauOptions(0.1, 10, 1e-4, 0, 1e-8);

  /**
   * @throws UsageException if a number is out of its range
   */
  public PlateauOptions {
    Ranges.aboveZeroBelowOne(factor, "plateau factor");
    Ranges.atLeast(0, patience, "plateau patience");
    Ranges.belowOne(threshold, "plateau threshold");
    Ranges.atLeast(0, cooldown, "plateau cooldown");
    Ranges.atLeastZero(epsilon, "plateau eps");
  }
}
