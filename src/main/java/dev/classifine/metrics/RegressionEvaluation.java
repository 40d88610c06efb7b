package dev.classifine.metrics;

import dev.classifine.problem.ProblemType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleBiFunction;

/**
 * Metrics of predicted numbers. Errors are means over all numbers; correlations are computed for
 * each of a row's numbers and averaged. A correlation with a constant is NaN.
 */
public final class RegressionEvaluation implements Evaluation {

  private final int examples;
  private final Map<String, Double> metrics = new LinkedHashMap<>();
  private final List<MetricValue> own;

  RegressionEvaluation(float[] predicted, float[] actual, int width) {
    this.examples = predicted.length / width;
    this.own = List.of();
    double squares = 0;
    double absolutes = 0;
    for (int i = 0; i < predicted.length; i++) {
      double error = (double) predicted[i] - actual[i];
      squares += error * error;
      absolutes += Math.abs(error);
    }
    double mse = squares / predicted.length; // NaN without rows
    metrics.put("mse", mse);
    metrics.put("rmse", Math.sqrt(mse));
    metrics.put("mae", absolutes / predicted.length);
    metrics.put("pearson", mean(predicted, actual, width, Correlation::pearson));
    metrics.put("spearman", mean(predicted, actual, width, Correlation::spearman));
  }

  private RegressionEvaluation(RegressionEvaluation builtIn, List<MetricValue> own) {
    this.examples = builtIn.examples;
    this.metrics.putAll(builtIn.metrics);
    this.own = List.copyOf(own);
  }

  private double mean(
      float[] predicted,
      float[] actual,
      int width,
      ToDoubleBiFunction<double[], double[]> correlation) {
    double sum = 0;
    for (int column = 0; column < width; column++) {
      sum +=
          correlation.applyAsDouble(
              column(predicted, column, width), column(actual, column, width));
    }
    return sum / width;
  }

  private double[] column(float[] values, int column, int width) {
    double[] picked = new double[examples];
    for (int row = 0; row < examples; row++) {
      picked[row] = values[row * width + column];
    }
    return picked;
  }

  @Override
  public ProblemType problemType() {
    return ProblemType.REGRESSION;
  }

  @Override
  public int examples() {
    return examples;
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> all = new LinkedHashMap<>(metrics);
    own.forEach(metric -> all.put(metric.name(), metric.value()));
    return all;
  }

  @Override
  public List<MetricValue> ownMetrics() {
    return own;
  }

  @Override
  public RegressionEvaluation with(List<MetricValue> values) {
    return new RegressionEvaluation(this, values);
  }

  @Override
  public List<ClassReport> perClass() {
    return List.of();
  }

  @Override
  public String toString() {
    return metrics().toString();
  }
}
