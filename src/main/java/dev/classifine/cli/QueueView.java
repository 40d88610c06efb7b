package dev.classifine.cli;

import dev.classifine.experiment.ExperimentListener;
import dev.classifine.report.QueueDisplay;
import dev.classifine.report.QueueLines;
import dev.classifine.train.StopRequest;
import java.io.PrintStream;
import java.util.function.Function;

/**
 * How the runs of an experiment are shown while they are processes of their own: as a table on a
 * terminal, elsewhere a line for each event.
 */
final class QueueView {

  private final ExperimentListener listener;
  private final Runnable end;

  private QueueView(ExperimentListener listener, Runnable end) {
    this.listener = listener;
    this.end = end;
  }

  /**
   * The view for where standard error leads to.
   *
   * @param stop by which the experiment is asked to end
   */
  static QueueView of(PrintStream err, StopRequest stop) {
    int width = ConsoleCommand.terminalWidth();
    if (width == 0) {
      return lines(err);
    }
    QueueDisplay display =
        new QueueDisplay(err, width, ConsoleCommand.terminalHeight(), stop::isRequested);
    return new QueueView(display, display::clear);
  }

  /** The view for runs of this process, each of which shows itself. */
  static QueueView lines(PrintStream err) {
    return new QueueView(new QueueLines(err), () -> {});
  }

  /** Shows what an experiment tells its listener until it ends. */
  <T> T during(Function<ExperimentListener, T> experiment) {
    try {
      return experiment.apply(listener);
    } finally {
      end.run();
    }
  }
}
