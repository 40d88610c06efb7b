package dev.classifine.cli;

import dev.classifine.train.StopRequest;
import java.io.PrintStream;
import java.util.concurrent.Callable;

/** A command with its streams: results to {@code out}, everything else to {@code err}. */
abstract class ConsoleCommand implements Callable<Integer> {

  /** Columns of the terminal, set by the launcher where standard error is one. */
  private static final String WIDTH = "classifine.terminal.width";

  /** Its lines. */
  private static final String HEIGHT = "classifine.terminal.height";

  private static final int USUAL_HEIGHT = 24;

  private PrintStream out;
  private PrintStream err;
  private StopRequest stop;

  final void connect(PrintStream standardOut, PrintStream standardErr, StopRequest request) {
    this.out = standardOut;
    this.err = standardErr;
    this.stop = request;
  }

  /** By which a signal asks the command to save and end. */
  final StopRequest stop() {
    return stop;
  }

  final PrintStream out() {
    return out;
  }

  final PrintStream err() {
    return err;
  }

  /** Columns of the terminal; 0 where standard error is none. */
  static int terminalWidth() {
    return Integer.getInteger(WIDTH, 0);
  }

  /** Lines of the terminal, where standard error is one. */
  static int terminalHeight() {
    return Integer.getInteger(HEIGHT, USUAL_HEIGHT);
  }
}
