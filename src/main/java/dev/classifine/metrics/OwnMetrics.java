package dev.classifine.metrics;

import dev.classifine.error.UsageException;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.Targets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** An accumulator of the built-in metrics, and metrics of one's own beside it. */
final class OwnMetrics implements MetricsAccumulator {

  /** What a report writes beside an evaluation's metrics. */
  private static final Set<String> RESERVED =
      Set.of(
          "loss",
          "smoothed_loss",
          "samples",
          "runtime",
          "samples_per_second",
          "steps_per_second",
          "labels",
          "confusion");

  private final MetricsAccumulator builtIn;
  private final List<Metric> metrics = new ArrayList<>();

  /**
   * @throws UsageException if a name is taken
   */
  OwnMetrics(
      MetricsAccumulator builtIn,
      Decision decision,
      LabelSet labels,
      List<MetricFactory> factories) {
    this.builtIn = builtIn;
    Set<String> taken = new HashSet<>(builtIn.evaluation().metrics().keySet());
    taken.addAll(RESERVED);
    for (MetricFactory factory : factories) {
      Metric metric = factory.create(decision, labels);
      String name = metric.name();
      if (name == null || name.isBlank()) {
        throw new UsageException(
            "metric: " + metric.getClass().getName() + " has no name. It must have one.");
      }
      if (!taken.add(name)) {
        throw new UsageException(
            "metric: the name \""
                + name
                + "\" is taken by a built-in metric or stands twice. Each metric must have a name"
                + " of its own.");
      }
      metrics.add(metric);
    }
  }

  @Override
  public void add(float[] logits, Targets targets, int row) {
    builtIn.add(logits, targets, row);
    if (!targets.isIgnored(row)) {
      metrics.forEach(metric -> metric.add(logits, targets, row));
    }
  }

  @Override
  public Evaluation evaluation() {
    return builtIn.evaluation().with(metrics.stream().map(MetricValue::of).toList());
  }
}
