package dev.classifine.metrics;

import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Metrics of single-label predictions, all from the confusion matrix. */
public final class SingleLabelEvaluation implements Evaluation {

  private final long[][] confusion;
  private final List<ClassReport> perClass;
  private final long examples;
  private final LabelSet labels;
  private final List<MetricValue> own;

  SingleLabelEvaluation(LabelSet labels, long[][] confusion, List<MetricValue> own) {
    this.labels = labels;
    this.own = List.copyOf(own);
    this.confusion = copy(confusion);
    this.examples = Arrays.stream(confusion).flatMapToLong(Arrays::stream).sum();
    List<ClassReport> reports = new ArrayList<>();
    for (int k = 0; k < labels.size(); k++) {
      long predicted = 0;
      for (long[] row : confusion) {
        predicted += row[k];
      }
      long support = Arrays.stream(confusion[k]).sum();
      reports.add(new ClassReport(labels.name(k), confusion[k][k], predicted, support));
    }
    this.perClass = List.copyOf(reports);
  }

  /** Rows by class: {@code [actual][predicted]}; a copy. */
  public long[][] confusion() {
    return copy(confusion);
  }

  /** The share of rows that are right; NaN where there are no rows. */
  public double accuracy() {
    long right = perClass.stream().mapToLong(ClassReport::truePositives).sum();
    return examples == 0 ? Double.NaN : (double) right / examples;
  }

  @Override
  public ProblemType problemType() {
    return ProblemType.SINGLE_LABEL;
  }

  @Override
  public int examples() {
    return Math.toIntExact(examples);
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    metrics.put("accuracy", accuracy());
    new Averages(perClass, perClass.stream().filter(ClassReport::occurs).toList()).addTo(metrics);
    own.forEach(metric -> metrics.put(metric.name(), metric.value()));
    return metrics;
  }

  @Override
  public List<MetricValue> ownMetrics() {
    return own;
  }

  @Override
  public SingleLabelEvaluation with(List<MetricValue> metrics) {
    return new SingleLabelEvaluation(labels, confusion, metrics);
  }

  @Override
  public List<ClassReport> perClass() {
    return perClass;
  }

  @Override
  public String toString() {
    return metrics().toString();
  }

  private static long[][] copy(long[][] matrix) {
    return Arrays.stream(matrix).map(long[]::clone).toArray(long[][]::new);
  }
}
