package dev.classifine.report;

import dev.classifine.experiment.ExperimentListener;
import dev.classifine.experiment.PlannedRun;
import dev.classifine.experiment.RunRecord;
import dev.classifine.report.QueueRow.State;
import java.io.PrintStream;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Shows the runs of an experiment on a terminal, as a table that is written over in place.
 *
 * <p>As soon as the experiment is asked to end others print too, so the table stays as it is from
 * then on, and every event has a line of its own below it.
 */
public final class QueueDisplay implements ExperimentListener {

  private static final long REFRESH_NANOS = 200_000_000;

  /** Up by some lines, to the first column; and: to the end of the line, nothing. */
  private static final String UP = "\u001b[%dA\r";

  private static final String CLEAR_LINE = "\u001b[K";
  private static final String CLEAR_BELOW = "\u001b[J";

  private final PrintStream out;
  private final int width;
  private final int height;
  private final BooleanSupplier ending;
  private final QueueLines lines;
  private final Map<String, QueueRow> rows = new LinkedHashMap<>();
  private final Map<String, Long> begins = new HashMap<>();
  private int shown;
  private long lastShown;

  /**
   * @param terminal where to
   * @param ending whether the experiment was asked to end
   */
  public QueueDisplay(Terminal terminal, BooleanSupplier ending) {
    this.out = terminal.stream();
    this.width = terminal.width();
    this.height = Math.max(4, terminal.height());
    this.ending = ending;
    this.lines = new QueueLines(out);
  }

  @Override
  public void onPlanned(List<PlannedRun> runs, List<RunRecord> done) {
    clear();
    rows.clear();
    runs.forEach(run -> rows.put(run.name(), QueueRow.waiting(run.name())));
    done.forEach(record -> rows.put(record.name(), QueueRow.ended(record)));
    lines.count(runs, done);
    show();
  }

  @Override
  public void onStart(PlannedRun run, String device, int attempt) {
    begins.putIfAbsent(run.name(), System.nanoTime());
    String words = attempt == 1 ? "starting" : "starting, attempt " + attempt;
    rows.computeIfPresent(run.name(), (name, row) -> row.running(device, words));
    show();
  }

  @Override
  public void onProgress(PlannedRun run, String progress) {
    at(run, State.RUNNING, progress);
    if (System.nanoTime() - lastShown >= REFRESH_NANOS) {
      show();
    }
  }

  @Override
  public void onRetry(PlannedRun run, String why) {
    at(run, State.RETRYING, why);
    if (isEnding()) {
      lines.onRetry(run, why);
    } else {
      show();
    }
  }

  @Override
  public void onEnd(RunRecord record) {
    rows.put(record.name(), QueueRow.ended(record));
    if (isEnding()) {
      lines.onEnd(record);
    } else {
      lines.countEnd();
      show();
    }
  }

  private void at(PlannedRun run, State state, String words) {
    double seconds = (System.nanoTime() - begins.getOrDefault(run.name(), 0L)) / 1e9;
    rows.computeIfPresent(run.name(), (name, row) -> row.at(state, words, seconds));
  }

  /** Takes the table away, where nothing else was printed below it. */
  public void clear() {
    if (shown > 0 && !isEnding()) {
      out.printf(UP + CLEAR_BELOW, shown);
      out.flush();
      shown = 0;
    }
  }

  private boolean isEnding() {
    return ending.getAsBoolean();
  }

  private void show() {
    if (isEnding()) {
      return;
    }
    StringBuilder text = new StringBuilder();
    if (shown > 0) {
      text.append(String.format(UP, shown));
    }
    List<String> table = QueueTable.format(rows.values(), width - 1, height - 1);
    table.forEach(line -> text.append(line).append(CLEAR_LINE).append('\n'));
    out.print(text.append(CLEAR_BELOW));
    out.flush();
    shown = table.size();
    lastShown = System.nanoTime();
  }
}
