package dev.classifine.optim;

import dev.classifine.error.UsageException;

/**
 * How a learning rate falls from its peak. Each option belongs to some schedulers only; null is a
 * value that was not given, for which the scheduler has its own.
 *
 * @param numCycles waves of a cosine, above 0: a half goes down once (default 0.5); for {@link
 *     Scheduler#COSINE_WITH_RESTARTS} whole falls, at least 1 (default 1)
 * @param power exponent of the polynomial, above 0; default 1
 * @param timescale steps after which {@link Scheduler#INVERSE_SQRT} has fallen to 1/sqrt(2), at
 *     least 1; default the warm-up's steps, or 10000 without warm-up
 * @param endLearningRate the lowest learning rate, at least 0 and below the peak: where a
 *     polynomial ends (transformers' {@code lr_end}, default 1e-7), a cosine's and a plateau's
 *     {@code min_lr} (default 0 for the plateau)
 * @param minRatio the lowest learning rate as a share of the peak, in [0, 1]: transformers' {@code
 *     min_lr_rate} and {@code min_lr_ratio}
 * @param stableSteps steps at the peak before {@link Scheduler#WARMUP_STABLE_DECAY} falls, at least
 *     0; default all that warm-up and fall leave. Steps after the fall stay at the lowest rate.
 * @param decaySteps steps of that fall, at least 1; must be given
 * @param shape the shape of that fall; default cosine
 */
public record DecayOptions(
    Double numCycles,
    Double power,
    Integer timescale,
    Double endLearningRate,
    Double minRatio,
    Integer stableSteps,
    Integer decaySteps,
    Ramp shape) {

  /** The scheduler's own values. */
  public static final DecayOptions NONE =
      new DecayOptions(null, null, null, null, null, null, null, null);

  /**
   * @throws UsageException if a number is out of its range
   */
  public DecayOptions {
    Ranges.aboveZero(numCycles, "num cycles");
    Ranges.aboveZero(power, "power");
    Ranges.atLeast(1, timescale, "timescale");
    Ranges.atLeastZero(endLearningRate, "lr end");
    Ranges.share(minRatio, "min lr ratio");
    Ranges.atLeast(0, stableSteps, "stable steps");
    Ranges.atLeast(1, decaySteps, "decay steps");
  }
}
