package dev.classifine.report;

import dev.classifine.train.EvaluationReport;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingOutcome;
import dev.classifine.train.TrainingProgress;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shows a training: on a terminal one line that is written over, with a bar; elsewhere a line for
 * every entry of the log and every checkpoint. Evaluations have a line of their own on both.
 */
public final class ConsoleProgress implements TrainingCallback {

  private static final long REFRESH_NANOS = 200_000_000;
  private static final String PREFIX = "eval_";
  private static final int METRICS = 3;
  private static final int NARROW_BAR = 8;
  private static final int WIDE_BAR = 24;

  private final PrintStream out;
  private final int width;
  private final String metric;
  private long lastShown;
  private TrainingProgress progress;
  private int shown;

  /**
   * @param out where to, the standard error stream
   * @param width columns of the terminal; 0 where it is none
   * @param metric what tells the best evaluation, with or without {@code eval_}
   */
  public ConsoleProgress(PrintStream out, int width, String metric) {
    this.out = out;
    this.width = width;
    this.metric = metric.startsWith(PREFIX) ? metric.substring(PREFIX.length()) : metric;
  }

  @Override
  public void onStep(TrainingProgress step) {
    progress = step;
    if (width > 0 && (due() || step.step() == step.totalSteps())) {
      show(bar((double) step.step() / step.totalSteps()) + " " + shortLine(step));
    }
  }

  @Override
  public void onLog(Map<String, Object> entry) {
    if (width == 0 && entry.containsKey("loss")) {
      out.println(line(progress, entry));
    }
  }

  @Override
  public void onEvaluationStep(int rowsDone, int rows) {
    if (width > 0 && due()) {
      show(bar((double) rowsDone / rows) + " evaluating " + rowsDone + "/" + rows);
    }
  }

  @Override
  public void onEvaluation(EvaluationReport report, TrainingProgress step) {
    clear();
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(Locale.ROOT, "epoch %.2f  eval_loss %.4f", step.epoch(), report.loss()));
    Map<String, Object> values = report.metrics("");
    names(report)
        .forEach(
            name -> {
              String shownMetric = String.format(Locale.ROOT, "  %s %.4f", name, values.get(name));
              if (width == 0 || text.length() + shownMetric.length() < width) {
                text.append(shownMetric);
              }
            });
    out.println(text);
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

  @Override
  public void onSave(Path folder, TrainingProgress step) {
    if (width == 0) {
      out.println("step " + step.step() + "/" + step.totalSteps() + "  saved " + folder);
    }
  }

  @Override
  public void onEnd(TrainingOutcome outcome) {
    clear();
  }

  /** Ends the line that is written over, where a run ends early. */
  public void clear() {
    if (shown > 0) {
      out.print("\r" + " ".repeat(shown) + "\r");
      out.flush();
      shown = 0;
    }
  }

  /** A step, short enough to stand beside a bar on a terminal of 80 columns. */
  private static String shortLine(TrainingProgress step) {
    return String.format(
        Locale.ROOT,
        "%d/%d  loss %.4f  lr %.2e  %.0f samples/s  %s left",
        step.step(),
        step.totalSteps(),
        step.loss(),
        step.learningRate(),
        step.examplesPerSecond(),
        duration(step.secondsLeft()));
  }

  /** An entry of the log in a line of its own: the loss is the mean since the one before. */
  static String line(TrainingProgress step, Map<String, Object> entry) {
    Object loss = entry.get("loss");
    Object skipped = entry.get("skipped_steps");
    return String.format(
        Locale.ROOT,
        "step %d/%d  epoch %.2f  loss %s  lr %.2e  %.1f samples/s  %s left%s",
        step.step(),
        step.totalSteps(),
        step.epoch(),
        loss == null ? "none" : String.format(Locale.ROOT, "%.4f", loss),
        step.learningRate(),
        step.examplesPerSecond(),
        duration(step.secondsLeft()),
        skipped == null ? "" : "  skipped " + skipped);
  }

  /** Seconds as {@code m:ss} or {@code h:mm:ss}. */
  static String duration(double seconds) {
    if (Double.isNaN(seconds)) {
      return "?";
    }
    long whole = Math.round(seconds);
    return whole < 3600
        ? String.format(Locale.ROOT, "%d:%02d", whole / 60, whole % 60)
        : String.format(Locale.ROOT, "%d:%02d:%02d", whole / 3600, whole / 60 % 60, whole % 60);
  }

  private boolean due() {
    long now = System.nanoTime();
    if (now - lastShown < REFRESH_NANOS) {
      return false;
    }
    lastShown = now;
    return true;
  }

  private void show(String text) {
    String cut = text.length() < width ? text : text.substring(0, width - 1);
    out.print("\r" + cut + " ".repeat(Math.max(0, shown - cut.length())));
    out.flush();
    shown = cut.length();
  }

  private String bar(double share) {
    int length = width < 100 ? NARROW_BAR : WIDE_BAR;
    int full = (int) (share * length);
    return "[" + "#".repeat(full) + ".".repeat(length - full) + "]";
  }
}
