package dev.classifine.report;

import dev.classifine.metrics.ClassReport;
import dev.classifine.metrics.Evaluation;
import dev.classifine.train.EvaluationReport;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An evaluation as plain text of at most 80 columns. */
public final class EvaluationTable {

  private static final int LABEL_WIDTH = 36;
  private static final int NAME_WIDTH = 16;
  private static final List<String> AVERAGES = List.of("macro", "micro", "weighted");
  private static final List<String> AVERAGED = List.of("precision", "recall", "f1");

  private EvaluationTable() {}

  /**
   * The table of labels and their averages, where there are labels, and the other numbers under it.
   */
  public static String format(EvaluationReport report) {
    Evaluation evaluation = report.evaluation();
    StringBuilder text = new StringBuilder();
    if (!evaluation.perClass().isEmpty()) {
      appendLabels(text, evaluation);
    }
    Map<String, Double> numbers = new LinkedHashMap<>();
    numbers.put("loss", report.loss());
    if (report.smoothed()) {
      numbers.put("smoothed_loss", report.smoothedLoss());
    }
    numbers.putAll(evaluation.metrics());
    AVERAGES.forEach(average -> AVERAGED.forEach(name -> numbers.remove(average + "_" + name)));
    int width = numbers.keySet().stream().mapToInt(String::length).max().orElse(0);
    String name = "%-" + Math.max(NAME_WIDTH, width) + "s ";
    numbers.forEach(
        (key, value) -> text.append(String.format(Locale.ROOT, name + "%9.4f%n", key, value)));
    text.append(String.format(Locale.ROOT, name + "%9d%n", "examples", evaluation.examples()));
    return text.toString();
  }

  private static void appendLabels(StringBuilder text, Evaluation evaluation) {
    int width =
        Math.max(
            8,
            evaluation.perClass().stream()
                .mapToInt(report -> Math.min(LABEL_WIDTH, report.label().length()))
                .max()
                .orElse(0));
    String row = "%-" + width + "s  %9.4f %9.4f %9.4f %8d%n";
    text.append(
        String.format(
            Locale.ROOT,
            "%-" + width + "s  %9s %9s %9s %8s%n",
            "label",
            "precision",
            "recall",
            "f1",
            "support"));
    for (ClassReport report : evaluation.perClass()) {
      text.append(
          String.format(
              Locale.ROOT,
              row,
              shortened(report.label()),
              report.precision(),
              report.recall(),
              report.f1(),
              report.support()));
    }
    text.append("-".repeat(width + 40)).append(System.lineSeparator());
    long support = evaluation.perClass().stream().mapToLong(ClassReport::support).sum();
    Map<String, Double> metrics = evaluation.metrics();
    for (String average : AVERAGES) {
      text.append(
          String.format(
              Locale.ROOT,
              row,
              average,
              metrics.get(average + "_precision"),
              metrics.get(average + "_recall"),
              metrics.get(average + "_f1"),
              support));
    }
    text.append(System.lineSeparator());
  }

  private static String shortened(String label) {
    return label.length() <= LABEL_WIDTH ? label : label.substring(0, LABEL_WIDTH - 1) + "…";
  }
}
