package dev.classifine.metrics;

import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/**
 * Averages over labels. Macro: the mean over labels that are given. Micro: over all decisions
 * together. Weighted: by support.
 */
final class Averages {

  private final List<ClassReport> reports;
  private final List<ClassReport> inMacro;
  private final ClassReport together;

  /**
   * @param inMacro those that the macro averages are over
   */
  Averages(List<ClassReport> reports, List<ClassReport> inMacro) {
    this.reports = reports;
    this.inMacro = inMacro;
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
    metrics.put("macro_" + name, inMacro.stream().mapToDouble(measure).average().orElse(0));
    metrics.put("micro_" + name, measure.applyAsDouble(together));
    double weighted =
        reports.stream().mapToDouble(r -> measure.applyAsDouble(r) * r.support()).sum();
    metrics.put("weighted_" + name, together.support() == 0 ? 0 : weighted / together.support());
  }
}
