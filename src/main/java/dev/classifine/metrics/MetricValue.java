package dev.classifine.metrics;

/**
 * What a metric of one's own came to.
 *
 * @param name its name
 * @param value its value, possibly NaN
 * @param direction which values are better
 */
public record MetricValue(String name, double value, MetricDirection direction) {

  static MetricValue of(Metric metric) {
    return new MetricValue(metric.name(), metric.value(), metric.direction());
  }
}
