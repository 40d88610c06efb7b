package dev.classifine.report;

import dev.classifine.metrics.ClassReport;
import dev.classifine.metrics.Evaluation;
import dev.classifine.train.EvaluationReport;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** An evaluation as plain text of at most 80 columns. */
public final class EvaluationTable {

  private static final int LABEL_WIDTH = 36;
  private static final List<String> AVERAGES = List.of("macro", "micro", "weighted");

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
    append(text, "loss", report.loss());
    if (report.smoothed()) {
      append(text, "smoothed_loss", report.smoothedLoss());
    }
    evaluation
        .metrics()
        .forEach(
            (name, value) -> {
              if (AVERAGES.stream().noneMatch(average -> name.startsWith(average + "_"))) {
                append(text, name, value);
              }
            });
    text.append(String.format(Locale.ROOT, "%-16s %9d%n", "examples", evaluation.examples()));
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

  private static void append(StringBuilder text, String name, double value) {
    text.append(String.format(Locale.ROOT, "%-16s %9.4f%n", name, value));
  }

  private static String shortened(String label) {
    return label.length() <= LABEL_WIDTH ? label : label.substring(0, LABEL_WIDTH - 1) + "…";
  }
}
