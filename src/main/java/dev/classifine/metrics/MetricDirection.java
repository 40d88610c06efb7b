package dev.classifine.metrics;

import java.util.Set;

/** Which values of a metric are better, to choose the best checkpoint by. */
public enum MetricDirection {
  /** As for an accuracy. */
  GREATER_IS_BETTER,
  /** As for a loss. */
  SMALLER_IS_BETTER;

  private static final String PREFIX = "eval_";

  /** Errors whose names do not say so. */
  private static final Set<String> ERRORS =
      Set.of("mse", "rmse", "mae", BrierScore.NAME, ExpectedCalibrationError.NAME);

  /**
   * The direction by the name, with or without {@code eval_}: smaller is better where it ends with
   * {@code loss}, as in transformers, or with {@code error}, and for {@code mse}, {@code rmse},
   * {@code mae}, {@code ece} and {@code brier_score}; else greater is.
   */
  public static MetricDirection of(String name) {
    String bare = name.startsWith(PREFIX) ? name.substring(PREFIX.length()) : name;
    return bare.endsWith("loss") || bare.endsWith("error") || ERRORS.contains(bare)
        ? SMALLER_IS_BETTER
        : GREATER_IS_BETTER;
  }

  /**
   * Whether a value is better than the best so far. NaN is never better, and anything else is
   * better than NaN.
   */
  public boolean isBetter(double value, double best) {
    if (Double.isNaN(value) || Double.isNaN(best)) {
      return !Double.isNaN(value);
    }
    return this == GREATER_IS_BETTER ? value > best : value < best;
  }
}
