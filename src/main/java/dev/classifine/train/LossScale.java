package dev.classifine.train;

/**
 * The factor by which gradients of float16 are kept in its range: halved after a step whose
 * gradient is not finite, doubled after {@value #GROWTH_STEPS} finite ones in a row (Micikevicius
 * et al. 2018; PyTorch's {@code GradScaler} with its defaults).
 */
final class LossScale {

  private static final int GROWTH_STEPS = 2000;
  private static final double LARGEST = 0x1p60;

  private final boolean on;
  private double scale;
  private int finiteSteps;

  /**
   * @param initial the factor to begin with; 0 for no scaling
   */
  LossScale(double initial) {
    this.on = initial > 0;
    this.scale = on ? initial : 1;
  }

  /** The factor of the next step; 1 without scaling. */
  double value() {
    return scale;
  }

  boolean isOn() {
    return on;
  }

  /** A step's gradient was finite or not. */
  void update(boolean finite) {
    if (!on) {
      return;
    }
    if (!finite) {
      scale /= 2;
      finiteSteps = 0;
    } else if (++finiteSteps == GROWTH_STEPS) {
      scale = Math.min(LARGEST, scale * 2);
      finiteSteps = 0;
    }
  }

  /** What a checkpoint keeps. */
  record State(double scale, int finiteSteps) {}

  State state() {
    return new State(scale, finiteSteps);
  }

  void restore(State state) {
    scale = state.scale();
    finiteSteps = state.finiteSteps();
  }
}
