package dev.classifine.metrics;

import dev.classifine.problem.ProblemType;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Metrics of multi-label predictions. */
public final class MultiLabelEvaluation implements Evaluation {

  private final List<ClassReport> perClass;
  private final List<ClassReport> known;
  private final long rows;
  private final long exact;
  private final long wrong;
  private final long decided;
  private final List<MetricValue> own;

  /**
   * @param known those of the labels that some row tells of; the macro averages are over them
   * @param rows how many rows there are
   * @param exact rows whose label set is right to the last label
   * @param wrong single decisions that are wrong
   * @param decided single decisions: rows times labels, but for labels that are ignored
   */
  MultiLabelEvaluation(
      List<ClassReport> perClass,
      List<ClassReport> known,
      long rows,
      long exact,
      long wrong,
      long decided) {
    this(perClass, known, rows, exact, wrong, decided, List.of());
  }

  private MultiLabelEvaluation(
      List<ClassReport> perClass,
      List<ClassReport> known,
      long rows,
      long exact,
      long wrong,
      long decided,
      List<MetricValue> own) {
    this.perClass = List.copyOf(perClass);
    this.known = List.copyOf(known);
    this.rows = rows;
    this.exact = exact;
    this.wrong = wrong;
    this.decided = decided;
    this.own = List.copyOf(own);
  }

  /** The share of rows whose label set is right to the last label; NaN where there are no rows. */
  public double subsetAccuracy() {
    return rows == 0 ? Double.NaN : (double) exact / rows;
  }

  /** The share of wrong decisions, one for each row and label; NaN where there are no rows. */
  public double hammingLoss() {
    return decided == 0 ? Double.NaN : (double) wrong / decided;
  }

  @Override
  public ProblemType problemType() {
    return ProblemType.MULTI_LABEL;
  }

  @Override
  public int examples() {
    return Math.toIntExact(rows);
  }

  @Override
  public Map<String, Double> metrics() {
    Map<String, Double> metrics = new LinkedHashMap<>();
    new Averages(perClass, known).addTo(metrics);
    metrics.put("subset_accuracy", subsetAccuracy());
    metrics.put("hamming_loss", hammingLoss());
    own.forEach(metric -> metrics.put(metric.name(), metric.value()));
    return metrics;
  }

  @Override
  public List<MetricValue> ownMetrics() {
    return own;
  }

  @Override
  public MultiLabelEvaluation with(List<MetricValue> metrics) {
    return new MultiLabelEvaluation(perClass, known, rows, exact, wrong, decided, metrics);
  }

  @Override
  public List<ClassReport> perClass() {
    return perClass;
  }

  @Override
  public String toString() {
    return metrics().toString();
  }
}
