package dev.classifine.cli;

import dev.classifine.experiment.ExperimentListener;
import dev.classifine.report.ExperimentProgress;
import dev.classifine.report.QueueDisplay;
import dev.classifine.train.StopRequest;
import java.io.PrintStream;
import java.util.function.Function;

/**
 * How the runs of an experiment are shown: those that are processes of their own as a table on a
 * terminal, others in a line for each event.
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
   * @param processes whether runs are processes of their own, which print elsewhere
   * @param stop by which the experiment is asked to end
   */
  static QueueView of(PrintStream err, boolean processes, StopRequest stop) {
    int width = ConsoleCommand.terminalWidth();
    if (processes && width > 0) {
      QueueDisplay display =
          new QueueDisplay(err, width, ConsoleCommand.terminalHeight(), stop::isRequested);
      return new QueueView(display, display::clear);
    }
    ExperimentProgress progress = new ExperimentProgress(err, width);
    return new QueueView(progress, progress::clear);
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
