package dev.classifine.report;

import dev.classifine.experiment.ExperimentListener;
import dev.classifine.experiment.PlannedRun;
import dev.classifine.experiment.RunRecord;
import java.io.PrintStream;
import java.util.List;

/** Tells of the runs of an experiment in a line for each event. */
final class QueueLines implements ExperimentListener {

  private static final int NUMBERS = 3;

  private final PrintStream out;
  private int runs;
  private int ended;

  /**
   * @param out where to, the standard error stream
   */
  QueueLines(PrintStream out) {
    this.out = out;
  }

  @Override
  public void onPlanned(List<PlannedRun> planned, List<RunRecord> done) {
    count(planned, done);
    if (!done.isEmpty()) {
      out.println(done.size() + " of " + runs + " runs are done already");
    }
  }

  /** Takes note of how many there are, without a word. */
  void count(List<PlannedRun> planned, List<RunRecord> done) {
    runs = planned.size();
    ended = done.size();
  }

  @Override
  public void onStart(PlannedRun run, String device, int attempt) {
    out.println(
        run.name()
            + ": begins"
            + (device == null ? "" : " on " + device)
            + (attempt == 1 ? "" : ", attempt " + attempt));
  }

  @Override
  public void onRetry(PlannedRun run, String why) {
    out.println(run.name() + ": " + why + " Another attempt follows.");
  }

  /** Takes note of one that ended, without a word. */
  void countEnd() {
    ended++;
  }

  @Override
  public void onEnd(RunRecord record) {
    countEnd();
    String told = record.isDone() ? Numbers.line(record, NUMBERS) : record.message();
    out.printf(
        "%s: %s after %s%s (%d of %d)%n",
        record.name(),
        record.status().id(),
        ConsoleProgress.duration(record.seconds()),
        told.isEmpty() ? "" : ": " + told,
        ended,
        runs);
  }
}
