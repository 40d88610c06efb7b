package dev.classifine.metrics;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Averages over labels. Macro: the mean over the labels that occur in the truth or in the
 * predictions, as scikit-learn's where its {@code labels} are not given. Micro: over all decisions
 * together. Weighted: by support.
 */
final class Averages {

  private final List<ClassReport> reports;
  private final List<ClassReport> occurring;
  private final ClassReport together;

  Averages(List<ClassReport> reports) {
    this.reports = reports;
    this.occurring = reports.stream().filter(ClassReport::occurs).toList();
    this.together =
        new ClassReport(
            "all",
            reports.stream().mapToLong(ClassReport::truePositives).sum(),
            reports.stream().mapToLong(ClassReport::predicted).sum(),
            reports.stream().mapToLong(ClassReport::support).sum());
  }

  /** Adds the nine averages by name. */
  void addTo(Map<String, Double> metrics) {
    add(metrics, "f1", ClassReport::f1);
    add(metrics, "precision", ClassReport::precision);
    add(metrics, "recall", ClassReport::recall);
  }

  private void add(
      Map<String, Double> metrics, String name, ToDoubleFunction<ClassReport> measure) {
    metrics.put("macro_" + name, occurring.stream().mapToDouble(measure).average().orElse(0));
    metrics.put("micro_" + name, measure.applyAsDouble(together));
    double weighted =
        reports.stream().mapToDouble(r -> measure.applyAsDouble(r) * r.support()).sum();
    metrics.put("weighted_" + name, together.support() == 0 ? 0 : weighted / together.support());
  }
}
