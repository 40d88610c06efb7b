package dev.classifine.experiment;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A metric over several runs that are alike, such as the folds of a cross-validation.
 *
 * @param mean of the runs; NaN where there is none
 * @param deviation the standard deviation of the sample, {@code sqrt(sum((x - mean)²) / (n - 1))};
 *     NaN for fewer than two runs
 * @param min the smallest
 * @param max the greatest
 * @param runs n, how many runs have the metric as a finite number
 */
public record MetricSummary(double mean, double deviation, double min, double max, int runs) {

  /** Sums up; what is not finite is left out. */
  public static MetricSummary of(double... values) {
    double[] finite = Arrays.stream(values).filter(Double::isFinite).toArray();
    int n = finite.length;
    double mean = Arrays.stream(finite).average().orElse(Double.NaN);
    double squares = Arrays.stream(finite).map(x -> (x - mean) * (x - mean)).sum();
    return new MetricSummary(
        mean,
        n < 2 ? Double.NaN : Math.sqrt(squares / (n - 1)),
        Arrays.stream(finite).min().orElse(Double.NaN),
        Arrays.stream(finite).max().orElse(Double.NaN),
        n);
  }

  /** The numbers by name, for results. */
  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("mean", mean);
    values.put("sample_standard_deviation", deviation);
    values.put("min", min);
    values.put("max", max);
    values.put("runs", runs);
    return values;
  }
}
