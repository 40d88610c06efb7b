package dev.classifine.report;

import dev.classifine.report.Terminal.Style;
import dev.classifine.train.EvaluationReport;
import dev.classifine.train.TrainingProgress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shows the evaluations of a training as they are made: on a terminal as a table that grows by a
 * row each, elsewhere as lines that stand for themselves.
 */
final class EvaluationRows {

  private static final String PREFIX = "eval_";
  private static final int METRICS = 3;
  private static final String BEST = "  best";
  private static final int NUMBER = 8;

  private final Terminal terminal;
  private final String metric;
  private List<String> columns = List.of();

  /**
   * @param metric what tells the best evaluation, with or without {@code eval_}
   */
  EvaluationRows(Terminal terminal, String metric) {
    this.terminal = terminal;
    this.metric = metric.startsWith(PREFIX) ? metric.substring(PREFIX.length()) : metric;
  }

  /**
   * Shows one.
   *
   * @param loss mean of the training loss, of the last entry of the log; null where there was none
   *     since the evaluation before
   * @param best whether it is the best so far
   */
  void show(EvaluationReport report, TrainingProgress step, Object loss, boolean best) {
    if (terminal.exists()) {
      showRow(report, step, loss, best);
    } else {
      showLine(report, step);
    }
  }

  private void showLine(EvaluationReport report, TrainingProgress step) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(Locale.ROOT, "epoch %.2f  eval_loss %.4f", step.epoch(), report.loss()));
    Map<String, Object> values = report.metrics("");
    for (String name : names(report)) {
      text.append(String.format(Locale.ROOT, "  %s %.4f", name, values.get(name)));
    }
    terminal.stream().println(text);
  }

  private void showRow(EvaluationReport report, TrainingProgress step, Object loss, boolean best) {
    String fixed =
        String.format(
            Locale.ROOT,
            "%6.2f %6d %8s %9.4f",
            step.epoch(),
            step.step(),
            loss == null ? "-" : String.format(Locale.ROOT, "%.4f", loss),
            report.loss());
    if (columns.isEmpty()) {
      columns = fitting(names(report), terminal.width() - 1 - fixed.length() - BEST.length());
      StringBuilder head =
          new StringBuilder(String.format("%6s %6s %8s %9s", "epoch", "step", "loss", "eval_loss"));
      columns.forEach(name -> head.append("  ").append(cell(name, name)));
      terminal.stream().println(terminal.styled(Style.FAINT, head.toString()));
    }
    StringBuilder row = new StringBuilder(fixed);
    Map<String, Object> values = report.metrics("");
    for (String name : columns) {
      row.append("  ").append(cell(name, String.format(Locale.ROOT, "%.4f", values.get(name))));
    }
    terminal.stream().println(row + (best ? terminal.styled(Style.BEST, BEST) : ""));
  }

  private static String cell(String name, String text) {
    return " ".repeat(Math.max(0, Math.max(NUMBER, name.length()) - text.length())) + text;
  }

  private static List<String> fitting(List<String> names, int room) {
    List<String> fitting = new ArrayList<>();
    int left = room;
    for (String name : names) {
      left -= cell(name, name).length() + 2;
      if (left < 0) {
        break;
      }
      fitting.add(name);
    }
    return fitting;
  }

  /** The metric that tells the best, and the first others. */
  private List<String> names(EvaluationReport report) {
    List<String> usual = report.evaluation().metrics().keySet().stream().limit(METRICS).toList();
    if (metric.equals("loss") || usual.contains(metric)) {
      return usual;
    }
    List<String> names = new ArrayList<>(List.of(metric));
    names.addAll(usual.subList(0, Math.min(usual.size(), METRICS - 1)));
    return names;
  }
}
