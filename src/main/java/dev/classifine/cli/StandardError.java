package dev.classifine.cli;

import dev.classifine.report.Terminal;
import java.io.PrintStream;
import java.util.Map;

/** Standard error as the launcher found it. */
final class StandardError {

  /** Columns of the terminal, set by the launcher where standard error is one. */
  private static final String WIDTH = "classifine.terminal.width";

  /** Its lines. */
  private static final String HEIGHT = "classifine.terminal.height";

  private static final int USUAL_HEIGHT = 24;

  private StandardError() {}

  /**
   * The terminal, or the stream where it is none. Whatever else the process prints to {@link
   * System#err}, the log among it, goes the same way.
   */
  static Terminal open(PrintStream stream) {
    int width = Integer.getInteger(WIDTH, 0);
    if (width <= 0) {
      return Terminal.none(stream);
    }
    int height = Integer.getInteger(HEIGHT, USUAL_HEIGHT);
    Terminal terminal = Terminal.of(stream, width, height, areColoursWelcome(System.getenv()));
    System.setErr(terminal.stream());
    return terminal;
  }

  /**
   * Whether colours may be shown on a terminal: not where {@code NO_COLOR} is set and not empty
   * (https://no-color.org), nor on one that calls itself dumb.
   */
  static boolean areColoursWelcome(Map<String, String> environment) {
    return environment.getOrDefault("NO_COLOR", "").isEmpty()
        && !environment.getOrDefault("TERM", "").equals("dumb");
  }
}
