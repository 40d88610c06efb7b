package dev.classifine.report;

import dev.classifine.experiment.ExperimentListener;
import dev.classifine.experiment.PlannedRun;
import dev.classifine.experiment.RunRecord;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shows an experiment: a line when a run begins and one when it ends, and on a terminal one more
 * that is written over with what the runs are at.
 */
public final class ExperimentProgress implements ExperimentListener {

  private static final long REFRESH_NANOS = 200_000_000;

  private final PrintStream out;
  private final int width;
  private final Map<String, String> running = new LinkedHashMap<>();
  private int runs;
  private int ended;
  private long lastShown;
  private int shown;

  /**
   * @param out where to, the standard error stream
   * @param width columns of the terminal; 0 where it is none
   */
  public ExperimentProgress(PrintStream out, int width) {
    this.out = out;
    this.width = width;
  }

  @Override
  public void onPlanned(List<PlannedRun> planned, List<RunRecord> done) {
    runs = planned.size();
    ended = done.size();
    if (!done.isEmpty()) {
      line(done.size() + " of " + runs + " runs are done already");
    }
  }

  @Override
  public void onStart(PlannedRun run, String device, int attempt) {
    running.put(run.name(), "begins");
    line(
        run.name()
            + (device == null ? "" : "  on " + device)
            + (attempt > 1 ? "  attempt " + attempt : "")
            + "  begins");
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
    line(run.name() + "  tried again: " + why);
  }

  @Override
  public void onEnd(RunRecord record) {
    running.remove(record.name());
    ended++;
    line(
        String.format(
            Locale.ROOT,
            "%s  %s after %s  (%d of %d)%s",
            record.name(),
            record.status().id(),
            ConsoleProgress.duration(record.seconds()),
            ended,
            runs,
            record.message() == null ? "" : ": " + record.message()));
  }

  /** Ends the line that is written over. */
  public void clear() {
    if (shown > 0) {
      out.print("\r" + " ".repeat(shown) + "\r");
      out.flush();
      shown = 0;
    }
  }

  private void line(String text) {
    clear();
    out.println(text);
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
