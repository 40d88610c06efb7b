package dev.classifine.report;

import dev.classifine.experiment.ExperimentListener;
import dev.classifine.experiment.PlannedRun;
import dev.classifine.experiment.RunRecord;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Shows the runs of an experiment in a line for each event, and on a terminal in one more that is
 * written over with what they are at.
 */
public final class ExperimentProgress implements ExperimentListener {

  private static final long REFRESH_NANOS = 200_000_000;

  private final Terminal terminal;
  private final QueueLines lines;
  private final Map<String, String> running = new LinkedHashMap<>();
  private long lastShown;

  /**
   * @param terminal where to
   */
  public ExperimentProgress(Terminal terminal) {
    this.terminal = terminal;
    this.lines = new QueueLines(terminal.stream());
  }

  @Override
  public void onPlanned(List<PlannedRun> planned, List<RunRecord> done) {
    lines.onPlanned(planned, done);
  }

  @Override
  public void onStart(PlannedRun run, String device, int attempt) {
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
    if (now - lastShown > REFRESH_NANOS) {
      lastShown = now;
      show();
    }
  }

  @Override
  public void onRetry(PlannedRun run, String why) {
    lines.onRetry(run, why);
  }

  @Override
  public void onEnd(RunRecord record) {
    running.remove(record.name());
    lines.onEnd(record);
  }

  /** Ends the line that is written over. */
  public void clear() {
    terminal.clear();
  }

  private void show() {
    StringBuilder text = new StringBuilder();
    running.forEach((name, progress) -> text.append(name + "  " + progress + "   "));
    terminal.live(text.toString());
  }
}
