package dev.classifine.cli;

import dev.classifine.report.Terminal;
import dev.classifine.train.StopRequest;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.Callable;

/** A command with its streams: results to {@code out}, everything else to {@code err}. */
abstract class ConsoleCommand implements Callable<Integer> {

  private PrintStream out;
  private Terminal terminal;
  private StopRequest stop;

  final void connect(PrintStream standardOut, Terminal standardErr, StopRequest request) {
    this.out = standardOut;
    this.terminal = standardErr;
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
    return terminal.stream();
  }

  /** Where standard error leads to. */
  final Terminal terminal() {
    return terminal;
  }

  /** Whether of the log only warnings are to be shown. */
  boolean isQuiet() {
    return false;
  }

  /**
   * Hears that it failed, before that is told on standard error.
   *
   * @param message what is told there
   * @param exitCode of the process
   */
  void onFailure(String message, int exitCode) {}

  /**
   * Hears of a mistake that was found before its options were set, which is then told on standard
   * error.
   *
   * @param typed the arguments, with options in kebab case
   * @param message what is told there
   * @param exitCode of the process
   */
  void onMistake(List<String> typed, String message, int exitCode) {}
}
