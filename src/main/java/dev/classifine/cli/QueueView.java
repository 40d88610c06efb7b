package dev.classifine.cli;

import dev.classifine.experiment.ExperimentListener;
import dev.classifine.report.ExperimentProgress;
import dev.classifine.report.QueueDisplay;
import dev.classifine.report.Terminal;
import dev.classifine.train.StopRequest;
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
  static QueueView of(Terminal terminal, boolean processes, StopRequest stop) {
    if (processes && terminal.exists()) {
      QueueDisplay display = new QueueDisplay(terminal, stop::isRequested);
      return new QueueView(display, display::clear);
    }
    ExperimentProgress progress = new ExperimentProgress(terminal);
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
