package dev.classifine.optim;

import dev.classifine.error.UsageException;

/**
 * How a learning rate rises to its peak before it falls.
 *
 * @param steps steps of the rise, at least 0; 0 takes the ratio; default 0
 * @param ratio share of all steps that rise, rounded up, in [0, 1]; default 0
 * @param shape the shape of the rise; null is linear; default null
 */
public record WarmupOptions(int steps, double ratio, Ramp shape) {

  /** The peak from the first step. */
  public static final WarmupOptions NONE = new WarmupOptions(0, 0, null);

  /**
   * @throws UsageException if a number is out of its range
   */
  public WarmupOptions {
    if (steps < 0) {
      throw new UsageException("warm-up steps: " + steps + " is below 0. It must be at least 0.");
    }
    if (!(ratio >= 0 && ratio <= 1)) {
      throw new UsageException(
          "warm-up ratio: "
              + ratio
              + " is out of range. It must be in [0, 1]: a share of all steps.");
    }
  }

  /** Whether there is a rise. */
  public boolean given() {
    return steps > 0 || ratio > 0;
  }

  /** The steps of the rise in a run of {@code total} steps. */
  long steps(long total) {
    return steps > 0 ? steps : (long) Math.ceil(ratio * total);
  }

  /** The learning rate's multiple of its peak after a share of the rise. */
  double rise(double progress) {
    return (shape == null ? Ramp.LINEAR : shape).rise(progress);
  }
}
