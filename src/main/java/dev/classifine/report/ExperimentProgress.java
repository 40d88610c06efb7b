package dev.classifine.report;

import dev.classifine.experiment.ExperimentListener;
import dev.classifine.experiment.PlannedRun;
import dev.classifine.experiment.RunRecord;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shows the runs of an experiment in a line for each event, and on a terminal in one more that is
 * written over with what they are at.
 */
public final class ExperimentProgress implements ExperimentListener {

  private static final long REFRESH_NANOS = 200_000_000;

  private final PrintStream out;
  private final int width;
  private final QueueLines lines;
  private final Map<String, String> running = new LinkedHashMap<>();
  private long lastShown;
  private int shown;

  /**
   * @param out where to, the standard error stream
   * @param width columns of the terminal; 0 where it is none
   */
  public ExperimentProgress(PrintStream out, int width) {
    this.out = out;
    this.width = width;
    this.lines = new QueueLines(out);
  }

  @Override
  public void onPlanned(List<PlannedRun> planned, List<RunRecord> done) {
    clear();
    lines.onPlanned(planned, done);
  }

  @Override
  public void onStart(PlannedRun run, String device, int attempt) {
    clear();
    running.put(run.name(), "begins");
    lines.onStart(run, device, attempt);
  }

  @Override
  public void onProgress(PlannedRun run, String progress) {
    running.put(run.name(), progress);
    if (progress.isEmpty()) {
      clear();
      return;
    }
    long now = System.nanoTime();
    if (width > 0 && now - lastShown > REFRESH_NANOS) {
      lastShown = now;
      show();
    }
  }

  @Override
  public void onRetry(PlannedRun run, String why) {
    clear();
    lines.onRetry(run, why);
  }

  @Override
  public void onEnd(RunRecord record) {
    clear();
    running.remove(record.name());
    lines.onEnd(record);
  }

  /** Ends the line that is written over. */
  public void clear() {
    if (shown > 0) {
      out.print("\r" + " ".repeat(shown) + "\r");
      out.flush();
      shown = 0;
    }
  }

  private void show() {
    StringBuilder text = new StringBuilder();
    running.forEach((name, progress) -> text.append(name + "  " + progress + "   "));
    String cut = text.length() < width ? text.toString() : text.substring(0, width - 1);
    out.print("\r" + cut + " ".repeat(Math.max(0, shown - cut.length())));
    out.flush();
    shown = cut.length();
  }
}
