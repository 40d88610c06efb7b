package dev.classifine.experiment;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * What a cross-validation came to.
 *
 * @param folder where it is
 * @param folds k
 * @param records what became of the folds, in their order; without those that had not begun when it
 *     was asked to end
 * @param metrics by its name, with {@code eval_}, each metric of the evaluations over the folds
 *     that are done; what an evaluation took and its number of rows are not among them
 * @param copies how many rows of the folds that are done have the same text as a row of another
 *     fold: what is measured on them is memory
 */
public record CrossValidationResult(
    Path folder,
    int folds,
    List<RunRecord> records,
    Map<String, MetricSummary> metrics,
    int copies) {

  /** Copies list and map. */
  public CrossValidationResult {
    records = List.copyOf(records);
    metrics = Collections.unmodifiableMap(new LinkedHashMap<>(metrics));
  }

  static CrossValidationResult of(Path folder, int folds, List<RunRecord> records, int copies) {
    Map<String, MetricSummary> metrics = new LinkedHashMap<>();
    List<RunRecord> done = records.stream().filter(RunRecord::isDone).toList();
    for (String name : names(done)) {
      metrics.put(
          name, MetricSummary.of(done.stream().mapToDouble(fold -> fold.metric(name)).toArray()));
    }
    return new CrossValidationResult(folder, folds, records, metrics, copies);
  }

  private static Set<String> names(List<RunRecord> done) {
    Set<String> names = new LinkedHashSet<>();
    for (RunRecord fold : done) {
      fold.metrics().keySet().stream().filter(RunRecord::isMetric).forEach(names::add);
    }
    return names;
  }

  /** How many folds came to their end. */
  public int done() {
    return (int) records.stream().filter(RunRecord::isDone).count();
  }

  /** How many folds failed; their records say why. */
  public int failed() {
    return (int) records.stream().filter(fold -> fold.status() == RunStatus.FAILED).count();
  }

  /** Whether every fold came to its end. */
  public boolean isComplete() {
    return done() == folds;
  }

  /** As {@code results.json} has it. */
  Map<String, Object> summary() {
    Map<String, Object> summary = new LinkedHashMap<>();
    summary.put("folds", folds);
    summary.put("done", done());
    summary.put("failed", failed());
    summary.put("rows_with_texts_of_training", copies);
    Map<String, Object> byName = new LinkedHashMap<>();
    metrics.forEach((name, metric) -> byName.put(name, metric.values()));
    summary.put("metrics", byName);
    return summary;
  }

  /** The lines that {@code results.csv} has under those of the folds. */
  Map<String, Map<String, Object>> lines() {
    Map<String, Map<String, Object>> lines = new LinkedHashMap<>();
    lines.put("mean", line(MetricSummary::mean));
    lines.put("sample_standard_deviation", line(MetricSummary::deviation));
    return lines;
  }

  private Map<String, Object> line(Function<MetricSummary, Double> number) {
    Map<String, Object> line = new LinkedHashMap<>();
    metrics.forEach((name, metric) -> line.put(name, number.apply(metric)));
    return Values.of(line); // what is not finite is empty
  }
}
