package dev.classifine.report;

import dev.classifine.experiment.RunRecord;
import dev.classifine.experiment.RunStatus;
import java.util.Locale;

/**
 * What a run is at, as a row of a table.
 *
 * @param device what it runs or ran on; empty where that is not known
 * @param told what it tells: its step, its numbers, why it failed
 * @param seconds how long it has run; 0 where it has not begun
 */
record QueueRow(String name, String device, State state, String told, double seconds) {

  /** In the order in which they are shown where there is no room for all. */
  enum State {
    RUNNING,
    RETRYING,
    FAILED,
    INTERRUPTED,
    WAITING,
    DONE;

    String word() {
      return name().toLowerCase(Locale.ROOT);
    }

    private static State of(RunStatus status) {
      return switch (status) {
        case DONE -> DONE;
        case FAILED -> FAILED;
        case INTERRUPTED -> INTERRUPTED;
        case BEGUN -> RUNNING;
      };
    }
  }

  /** Numbers of a run that are shown beside it. */
  private static final int NUMBERS = 3;

  static QueueRow waiting(String name) {
    return new QueueRow(name, "", State.WAITING, "", 0);
  }

  static QueueRow ended(RunRecord record) {
    return new QueueRow(
        record.name(),
        record.device() == null ? "" : record.device(),
        State.of(record.status()),
        record.isDone() ? Numbers.line(record, NUMBERS) : record.message(),
        record.seconds());
  }

  QueueRow running(String newDevice, String words) {
    return new QueueRow(name, newDevice == null ? "" : newDevice, State.RUNNING, words, seconds);
  }

  QueueRow at(State newState, String words, double newSeconds) {
    return new QueueRow(name, device, newState, words, newSeconds);
  }
}
