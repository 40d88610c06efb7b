package dev.classifine;

import dev.classifine.metrics.ClassReport;
import dev.classifine.metrics.Evaluation;
import dev.classifine.metrics.SingleLabelEvaluation;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** What a report shows of each label, and of labels that are taken for one another. */
final class ReportLabels {

  /** The most labels whose confusion is shown whole; of more, those with the most mistakes. */
  static final int MOST_LABELS = 40;

  /** How many pairs of labels are named. */
  private static final int MOST_PAIRS = 30;

  private record Pair(int actual, int predicted, long count) {}

  private final LabelSet labels;
  private final Evaluation evaluation;

  ReportLabels(LabelSet labels, Evaluation evaluation) {
    this.labels = labels;
    this.evaluation = evaluation;
  }

  /**
   * Precision, recall, F1 and support of each label.
   *
   * @param tuned whose thresholds are noted; null where nothing was tuned
   */
  List<Object> table(Decision tuned) {
    List<Object> table = new ArrayList<>();
    List<ClassReport> reports = evaluation.perClass();
    for (int k = 0; k < reports.size(); k++) {
      ClassReport report = reports.get(k);
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("label", report.label());
      entry.put("precision", report.precision());
      entry.put("recall", report.recall());
      entry.put("f1", report.f1());
      entry.put("support", report.support());
      entry.put("predicted", report.predicted());
      if (tuned != null && tuned.problemType() == ProblemType.MULTI_LABEL) {
        List<Double> thresholds = tuned.thresholds();
        entry.put("threshold", thresholds.get(thresholds.size() == 1 ? 0 : k));
      }
      table.add(entry);
    }
    return table;
  }

  /** The confusion matrix, of some labels where there are very many; single-label only. */
  Optional<Map<String, Object>> confusion() {
    if (!(evaluation instanceof SingleLabelEvaluation single)) {
      return Optional.empty();
    }
    long[][] counts = single.confusion();
    int[] shown = shown(counts);
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("of_labels", labels.size());
    values.put("labels", IntStream.of(shown).mapToObj(labels::name).toList());
    List<long[]> matrix = new ArrayList<>();
    List<Long> elsewhere = new ArrayList<>();
    for (int actual : shown) {
      long[] row = IntStream.of(shown).mapToLong(k -> counts[actual][k]).toArray();
      matrix.add(row);
      elsewhere.add(
          IntStream.range(0, labels.size()).mapToLong(k -> counts[actual][k]).sum()
              - IntStream.range(0, row.length).mapToLong(k -> row[k]).sum());
    }
    values.put("counts", matrix);
    values.put("elsewhere", elsewhere);
    values.put("pairs", pairs(counts));
    return Optional.of(values);
  }

  /** The labels whose rows are shown, in the order of the logits. */
  private int[] shown(long[][] counts) {
    int size = labels.size();
    if (size <= MOST_LABELS) {
      return IntStream.range(0, size).toArray();
    }
    long[] mistakes = new long[size];
    for (int actual = 0; actual < size; actual++) {
      for (int predicted = 0; predicted < size; predicted++) {
        if (actual != predicted) {
          mistakes[actual] += counts[actual][predicted];
          mistakes[predicted] += counts[actual][predicted];
        }
      }
    }
    return IntStream.range(0, size)
        .boxed()
        .sorted(Comparator.comparing(k -> -mistakes[k])) // stable
        .limit(MOST_LABELS)
        .mapToInt(Integer::intValue)
        .sorted()
        .toArray();
  }

  private List<Object> pairs(long[][] counts) {
    List<Pair> pairs = new ArrayList<>();
    for (int actual = 0; actual < counts.length; actual++) {
      for (int predicted = 0; predicted < counts.length; predicted++) {
        if (actual != predicted && counts[actual][predicted] > 0) {
          pairs.add(new Pair(actual, predicted, counts[actual][predicted]));
        }
      }
    }
    pairs.sort(Comparator.comparingLong(Pair::count).reversed());
    List<Object> named = new ArrayList<>();
    for (Pair pair : pairs.subList(0, Math.min(MOST_PAIRS, pairs.size()))) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("actual", labels.name(pair.actual()));
      entry.put("predicted", labels.name(pair.predicted()));
      entry.put("count", pair.count());
      named.add(entry);
    }
    return named;
  }
}
