package dev.classifine.report;

import dev.classifine.train.EvaluationReport;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingControl;
import dev.classifine.train.TrainingOutcome;
import dev.classifine.train.TrainingProgress;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/**
 * Shows a training: on a terminal one line that is written over, with a bar; elsewhere a line for
 * every entry of the log and every checkpoint. Evaluations have a row or a line of their own.
 */
public final class ConsoleProgress implements TrainingCallback {

  private static final long REFRESH_NANOS = 200_000_000;
  private static final int NARROW_BAR = 8;
  private static final int WIDE_BAR = 24;

  private final Terminal terminal;
  private final EvaluationRows evaluations;
  private TrainingControl training;
  private long lastShown;
  private TrainingProgress progress;
  private Object loss;

  /**
   * @param terminal where to
   * @param metric what tells the best evaluation, with or without {@code eval_}
   */
  public ConsoleProgress(Terminal terminal, String metric) {
    this.terminal = terminal;
    this.evaluations = new EvaluationRows(terminal, metric);
  }

  @Override
  public void onBegin(long totalSteps, TrainingControl control) {
    training = control;
  }

  @Override
  public void onStep(TrainingProgress step) {
    progress = step;
    if (terminal.exists() && (due() || step.step() == step.totalSteps())) {
      terminal.live(bar((double) step.step() / step.totalSteps()) + " " + shortLine(step));
    }
  }

  @Override
  public void onLog(Map<String, Object> entry) {
    if (!entry.containsKey("loss")) {
      return;
    }
    loss = entry.get("loss");
    if (!terminal.exists()) {
      terminal.stream().println(line(progress, entry));
    }
  }

  @Override
  public void onEvaluationStep(int rowsDone, int rows) {
    if (terminal.exists() && due()) {
      terminal.live(bar((double) rowsDone / rows) + " evaluating " + rowsDone + "/" + rows);
    }
  }

  @Override
  public void onEvaluation(EvaluationReport report, TrainingProgress step) {
    evaluations.show(report, step, loss, training.bestStep() == step.step());
    loss = null;
  }

  @Override
  public void onSave(Path folder, TrainingProgress step) {
    if (!terminal.exists()) {
      terminal.stream()
          .println("step " + step.step() + "/" + step.totalSteps() + "  saved " + folder);
    }
  }

  @Override
  public void onEnd(TrainingOutcome outcome) {
    clear();
  }

  /** Ends the line that is written over, where a run ends early. */
  public void clear() {
    terminal.clear();
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

  private String bar(double share) {
    int length = terminal.width() < 100 ? NARROW_BAR : WIDE_BAR;
    int full = (int) (share * length);
    return "[" + "#".repeat(full) + ".".repeat(length - full) + "]";
  }
}
