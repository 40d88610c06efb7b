package dev.classifine.experiment;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.util.Map;
import java.util.Set;

/**
 * How the process of a run ended.
 *
 * @param code its exit code; 128 and the number of the signal that ended it
 * @param wasAsked whether we had asked it to end
 */
record ProcessEnd(int code, boolean wasAsked) {

  private static final int FAILED = 1;
  private static final int WRONG_OPTIONS = 2;

  /** What a shell and Java add to the number of a signal. */
  private static final int SIGNAL = 128;

  private static final int KILL = 9;

  /** Hangup, interrupt (Ctrl-C), terminate: on these a run saves and ends. */
  private static final Set<Integer> ASKING = Set.of(1, 2, 15);

  private static final Map<Integer, String> SIGNALS =
      Map.of(
          1, "hangup",
          2, "interrupt",
          4, "illegal instruction",
          6, "abort",
          7, "bus error",
          8, "arithmetic error",
          9, "kill",
          11, "segmentation fault",
          15, "terminate");

  boolean isSuccess() {
    return code == 0;
  }

  /** Whether something asked it to save and end that was not us. */
  boolean wasAskedByASignal() {
    return !wasAsked && ASKING.contains(code - SIGNAL);
  }

  /** The same, where it was found out that we had asked as well. */
  ProcessEnd asked() {
    return new ProcessEnd(code, true);
  }

  /** What is to be told of it. */
  ClassifineException failure(RunLog log) {
    if (wasAsked && ASKING.contains(code - SIGNAL)) {
      return new RunInterruptedException(
          log.interruption().orElse("Interrupted before its first step."));
    }
    if (code == WRONG_OPTIONS && log.error().isPresent()) {
      return new UsageException(log.error().get());
    }
    if (code == FAILED && log.error().isPresent()) {
      return new ClassifineException(log.error().get());
    }
    if (code > SIGNAL) {
      return new RunKilledException(
          "Its process " + signal(code - SIGNAL) + lastWords(log) + " Its log: " + log.file());
    }
    return new ClassifineException(
        "Its process ended with exit code "
            + code
            + " and no reason."
            + lastWords(log)
            + " Its log: "
            + log.file());
  }

  private static String signal(int number) {
    if (number == KILL) {
      return "was killed (signal 9), as the system does where memory is short.";
    }
    String name = SIGNALS.containsKey(number) ? ", " + SIGNALS.get(number) : "";
    return (ASKING.contains(number) ? "was asked to end by others" : "crashed")
        + " (signal "
        + number
        + name
        + ").";
  }

  private static String lastWords(RunLog log) {
    return log.lastLine().map(line -> " The last that it printed: \"" + line + "\".").orElse("");
  }
}
