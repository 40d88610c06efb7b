package dev.classifine.optim;

import java.util.function.LongToDoubleFunction;

/**
 * What a learning rate does after the warm-up, as a multiple of its peak for each step counted from
 * the warm-up's end. The formulas are those of transformers' {@code optimization.py}.
 */
final class Curves {

  /** Without warm-up and timescale, as transformers. */
  private static final long TIMESCALE = 10_000;

  private static final double HALF_WAVE = 0.5;
  private static final double POLYNOMIAL_END = 1e-7;

  private Curves() {}

  /**
   * The run that a curve is made for.
   *
   * @param peak the highest learning rate
   * @param warmup steps before the curve
   * @param total all steps
   */
  record Run(double peak, long warmup, long total) {

    /** The share of the steps after the warm-up. */
    double progress(long step) {
      return (double) step / Math.max(1, total - warmup);
    }
  }

  /** Always 1. */
  static LongToDoubleFunction constant(DecayOptions options, Run run) {
    return step -> 1;
  }

  /** max(0, 1 - p), where p is the share of the steps after the warm-up. */
  static LongToDoubleFunction linear(DecayOptions options, Run run) {
    long steps = run.total() - run.warmup();
    return step -> Math.max(0.0, (double) (steps - step) / Math.max(1, steps));
  }

  /** (1 + cos(2 π c p)) / 2 for c cycles. */
  static LongToDoubleFunction cosine(DecayOptions options, Run run) {
    double cycles = or(options.numCycles(), HALF_WAVE);
    return step -> Math.max(0.0, Ramp.COSINE.fall(run.progress(step), cycles));
  }

  /** (1 + cos(π ((c p) mod 1))) / 2 for c cycles; 0 after the last step. */
  static LongToDoubleFunction cosineWithRestarts(DecayOptions options, Run run) {
    double cycles = or(options.numCycles(), 1);
    return step -> {
      double progress = run.progress(step);
      return progress >= 1 ? 0.0 : Ramp.COSINE.fall(cycles * progress % 1.0, HALF_WAVE);
    };
  }

  /** The cosine between 1 and the lowest rate's share m of the peak: m + (1 - m) cosine. */
  static LongToDoubleFunction cosineWithMinimum(DecayOptions options, Run run) {
    double cycles = or(options.numCycles(), HALF_WAVE);
    double minimum =
        options.endLearningRate() == null
            ? or(options.minRatio(), 0)
            : options.endLearningRate() / run.peak();
    return step -> above(minimum, Ramp.COSINE.fall(run.progress(step), cycles));
  }

  /** ((peak - end) (1 - p)^power + end) / peak; end / peak after the last step. */
  static LongToDoubleFunction polynomial(DecayOptions options, Run run) {
    double end = polynomialEnd(options);
    double power = or(options.power(), 1);
    return step -> {
      double left = Math.max(0.0, 1 - run.progress(step));
      return ((run.peak() - end) * Math.pow(left, power) + end) / run.peak();
    };
  }

  /** Where a polynomial ends. */
  static double polynomialEnd(DecayOptions options) {
    return or(options.endLearningRate(), POLYNOMIAL_END);
  }

  /** 1 / sqrt((s + t) / t) after s steps with the timescale t. */
  static LongToDoubleFunction inverseSquareRoot(DecayOptions options, Run run) {
    double timescale = timescale(options, run.warmup());
    return step -> 1 / Math.sqrt((step + timescale) / timescale);
  }

  private static double timescale(DecayOptions options, long warmup) {
    if (options.timescale() != null) {
      return options.timescale();
    }
    return warmup > 0 ? warmup : TIMESCALE;
  }

  /** 1 for the stable steps, then a ramp down to the lowest rate's share, then that share. */
  static LongToDoubleFunction stableThenDecay(DecayOptions options, Run run) {
    double minimum = or(options.minRatio(), 0);
    double cycles = or(options.numCycles(), HALF_WAVE);
    long decay = options.decaySteps();
    long stable =
        options.stableSteps() == null ? run.total() - run.warmup() - decay : options.stableSteps();
    Ramp shape = options.shape() == null ? Ramp.COSINE : options.shape();
    return step -> {
      if (step < stable) {
        return 1;
      }
      double progress = (double) (step - stable) / decay;
      return progress < 1 ? above(minimum, shape.fall(progress, cycles)) : minimum;
    };
  }

  /** Moves [0, 1] to [minimum, 1]. */
  static double above(double minimum, double factor) {
    return Math.max(0.0, factor * (1 - minimum) + minimum);
  }

  private static double or(Double value, double otherwise) {
    return value == null ? otherwise : value;
  }
}
