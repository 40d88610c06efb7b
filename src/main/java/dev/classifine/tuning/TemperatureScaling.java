package dev.classifine.tuning;

import dev.classifine.tuning.Likelihood.Point;

/**
 * The temperature that makes held-out rows most likely (Guo et al. 2017, "On Calibration of Modern
 * Neural Networks", section 4.2).
 *
 * <p>The negative log-likelihood is convex in {@code β = 1/T}, so its slope has one root: Newton's
 * steps, inside a bracket that every step narrows, and the bracket's middle where one leads out of
 * it. Where rows are told apart without a mistake the likelihood grows without end as T falls, and
 * where logits say nothing as T grows; the temperature then is the bound, {@link #LOWEST} or {@link
 * #HIGHEST}. Where no temperature changes the likelihood, as for logits that are all 0, it stays 1.
 */
final class TemperatureScaling {

  static final double LOWEST = 0.05;
  static final double HIGHEST = 20;

  private static final double PRECISION = 1e-12;
  private static final int MOST_STEPS = 200; // halving alone needs 53

  private TemperatureScaling() {}

  /** The temperature, in [{@link #LOWEST}, {@link #HIGHEST}]. */
  static double fit(Likelihood likelihood) {
    double beta = 1;
    Point point = likelihood.at(beta);
    if (point.slope() == 0) {
      return 1;
    }
    double low = 1 / HIGHEST;
    double high = 1 / LOWEST;
    if (likelihood.at(low).slope() >= 0) {
      return HIGHEST;
    }
    if (likelihood.at(high).slope() <= 0) {
      return LOWEST;
    }
    for (int step = 0; step < MOST_STEPS && point.slope() != 0; step++) {
      if (point.slope() < 0) {
        low = beta;
      } else {
        high = beta;
      }
      double next = beta - point.slope() / point.curvature();
      if (!(next > low && next < high)) {
        next = Math.sqrt(low * high);
      }
      if (Math.abs(next - beta) <= PRECISION * beta) {
        return 1 / next;
      }
      beta = next;
      point = likelihood.at(beta);
    }
    return 1 / beta;
  }
}
