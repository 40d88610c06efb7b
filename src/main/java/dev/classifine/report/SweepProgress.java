package dev.classifine.report;

import dev.classifine.experiment.ExperimentListener;
import dev.classifine.experiment.PlannedRun;
import dev.classifine.experiment.RunRecord;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Shows a sweep: a line where a run begins and one where it ends; on a terminal a line between them
 * that is written over with what the run is at.
 */
public final class SweepProgress implements ExperimentListener {

  private static final long REFRESH_NANOS = 200_000_000;

  private final PrintStream out;
  private final int width;
  private int runs;
  private int ended;
  private long lastShown;
  private int shown;

  /**
   * @param out where to, the standard error stream
   * @param width columns of the terminal; 0 where it is none
   */
  public SweepProgress(PrintStream out, int width) {
    this.out = out;
    this.width = width;
  }

  @Override
  public void onPlanned(List<PlannedRun> planned, List<RunRecord> done) {
    runs = planned.size();
    ended = done.size();
    line(runs + " runs" + (done.isEmpty() ? "" : ", " + ended + " of them done before"));
  }

  @Override
  public void onStart(PlannedRun run, String device, int attempt) {
    line(run.name() + "  " + values(run.values()) + (device == null ? "" : "  on " + device));
  }

  @Override
  public void onProgress(PlannedRun run, String progress) {
    long now = System.nanoTime();
    if (width > 0 && now - lastShown >= REFRESH_NANOS) {
      lastShown = now;
      String text = run.name() + "  " + progress;
      String fitting = text.length() < width ? text : text.substring(0, width - 1);
      out.print("\r" + fitting + " ".repeat(Math.max(0, shown - fitting.length())));
      out.flush();
      shown = fitting.length();
    }
  }

  @Override
  public void onRetry(PlannedRun run, String why) {
    line(run.name() + "  is tried again: " + why);
  }

  @Override
  public void onEnd(RunRecord record) {
    ended++;
    String what = record.isDone() ? "done" : record.status().id() + ": " + record.message();
    line(
        String.format(
            Locale.ROOT,
            "%s  %s  (%d of %d, %.1f s)",
            record.name(),
            what,
            ended,
            runs,
            record.seconds()));
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

  private static String values(Map<String, Object> values) {
    List<String> parts = new ArrayList<>();
    values.forEach((name, value) -> parts.add(name + " " + SweepTable.shown(value)));
    return String.join(", ", parts);
  }
}
