package dev.classifine.report;

import dev.classifine.experiment.CrossValidationResult;
import dev.classifine.experiment.MetricSummary;
import dev.classifine.experiment.RunRecord;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * A cross-validation as plain text of at most 80 columns: a line for each fold with as many metrics
 * as there is room for, then each metric over the folds, and why what failed did.
 */
public final class CrossValidationTable {

  private static final int COLUMNS = 80;
  private static final int NAME_WIDTH = 26;
  private static final int HEADING_WIDTH = 20;
  private static final int NUMBER_WIDTH = 9;
  private static final String EVAL = "eval_";
  private static final String INDENT = "  ";

  private final StringBuilder text = new StringBuilder();
  private final CrossValidationResult result;

  private CrossValidationTable(CrossValidationResult result) {
    this.result = result;
  }

  /** The tables, as far as there is something to show. */
  public static String format(CrossValidationResult result) {
    CrossValidationTable table = new CrossValidationTable(result);
    table.folds();
    table.metrics();
    table.end();
    return table.text.toString();
  }

  private void folds() {
    int width =
        Math.max(4, result.records().stream().mapToInt(r -> r.name().length()).max().orElse(0));
    String begin = "%-" + width + "s %-11s %7s %8s";
    List<String> shown = fitting(width + 1 + 11 + 1 + 7 + 1 + 8);
    StringBuilder head =
        new StringBuilder(String.format(Locale.ROOT, begin, "fold", "", "rows", "seconds"));
    shown.forEach(name -> head.append(' ').append(right(heading(name), columnWidth(name))));
    line(head.toString());
    for (RunRecord fold : result.records()) {
      double rows = fold.metric(EVAL + "samples");
      StringBuilder cells =
          new StringBuilder(
              String.format(
                  Locale.ROOT,
                  begin,
                  fold.name(),
                  fold.status().id(),
                  Double.isNaN(rows) ? "" : String.format(Locale.ROOT, "%.0f", rows),
                  String.format(Locale.ROOT, "%.1f", fold.seconds())));
      if (fold.isDone()) {
        shown.forEach(
            name -> cells.append(' ').append(right(number(fold.metric(name)), columnWidth(name))));
      }
      line(cells.toString());
    }
    line("");
  }

  /** The first metrics for whose columns there is room. */
  private List<String> fitting(int taken) {
    List<String> fitting = new ArrayList<>();
    int left = COLUMNS - taken;
    for (String name : result.metrics().keySet()) {
      left -= 1 + columnWidth(name);
      if (left < 0) {
        break;
      }
      fitting.add(name);
    }
    return fitting;
  }

  private static int columnWidth(String name) {
    return Math.max(NUMBER_WIDTH, heading(name).length());
  }

  private static String heading(String name) {
    return shortened(bare(name), HEADING_WIDTH);
  }

  private void metrics() {
    if (result.metrics().isEmpty()) {
      return;
    }
    int width =
        result.metrics().keySet().stream()
            .mapToInt(name -> Math.min(NAME_WIDTH, bare(name).length()))
            .max()
            .orElse(0);
    String row = "%-" + width + "s %10s %c %-10s %10s %10s%s";
    line(String.format(Locale.ROOT, row, "", "mean", '±', "deviation", "min", "max", ""));
    result
        .metrics()
        .forEach(
            (name, metric) ->
                line(
                    String.format(
                        Locale.ROOT,
                        row,
                        shortened(bare(name), width),
                        number(metric.mean()),
                        '±',
                        number(metric.deviation()),
                        number(metric.min()),
                        number(metric.max()),
                        of(metric))));
    line("");
  }

  /** Says so where not all folds that are done have the metric. */
  private String of(MetricSummary metric) {
    return metric.runs() == result.done() ? "" : " (of " + metric.runs() + ")";
  }

  private void end() {
    line(
        result.done()
            + " of "
            + result.folds()
            + " folds are done"
            + (result.done() < 2
                ? "."
                : "; the deviation is that of a sample, divided by " + (result.done() - 1) + "."));
    result.records().stream()
        .filter(fold -> !fold.isDone() && fold.message() != null)
        .forEach(fold -> wrapped(fold.name() + " " + fold.status().id() + ": " + fold.message()));
    if (result.copies() > 0) {
      wrapped(
          "warning: "
              + result.copies()
              + " rows have the same text as a row of another fold, so that the metrics are better"
              + " than those of new texts would be.");
    }
  }

  /** Breaks between words; a word that is longer than a line, as a path may be, stays whole. */
  private void wrapped(String sentence) {
    StringBuilder part = new StringBuilder();
    for (String word : sentence.lines().collect(Collectors.joining(" ")).split(" ")) {
      if (!part.isEmpty() && part.length() + 1 + word.length() > COLUMNS) {
        line(part.toString());
        part.setLength(0);
        part.append(INDENT).append(word);
      } else {
        part.append(part.isEmpty() ? "" : " ").append(word);
      }
    }
    line(part.toString());
  }

  private void line(String line) {
    text.append(line.stripTrailing()).append(System.lineSeparator());
  }

  private static String number(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    double size = Math.abs(value);
    boolean plain = size == 0 || size >= 1e-3 && size < 1e4;
    return String.format(Locale.ROOT, plain ? "%.4f" : "%.2e", value);
  }

  private static String right(String cell, int width) {
    return " ".repeat(Math.max(0, width - cell.length())) + cell;
  }

  private static String bare(String name) {
    return name.startsWith(EVAL) ? name.substring(EVAL.length()) : name;
  }

  private static String shortened(String name, int width) {
    return name.length() <= width ? name : name.substring(0, width - 1) + "…";
  }
}
