package dev.classifine.metrics;

import dev.classifine.problem.ProblemType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Metrics of predicted numbers. Errors are means over all numbers; correlations are computed for
 * each of a row's numbers and averaged. A correlation with a constant is NaN.
 */
public final class RegressionEvaluation implements Evaluation {

  private final int examples;
  private final Map<String, Double> metrics = new LinkedHashMap<>();
  private final List<MetricValue> own;

  RegressionEvaluation(int examples, double mse, double mae, double pearson, double spearman) {
    this.examples = examples;
    this.own = List.of();
    metrics.put("mse", mse);
    metrics.put("rmse", Math.sqrt(mse));
    metrics.put("mae", mae);
    metrics.put("pearson", pearson);
    metrics.put("spearman", spearman);
  }

  private RegressionEvaluation(RegressionEvaluation builtIn, List<MetricValue> own) {
    this.examples = builtIn.examples;
    this.metrics.putAll(builtIn.metrics);
    this.own = List.copyOf(own);
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
