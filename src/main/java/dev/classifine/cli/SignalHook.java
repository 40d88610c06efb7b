package dev.classifine.cli;

import dev.classifine.train.StopRequest;
import java.io.PrintStream;
import java.util.concurrent.CountDownLatch;

/**
 * Turns the end of the process by a signal (Ctrl-C, SIGTERM) into a request, and holds the end up
 * until the command has saved and told. Where no training has begun the process ends at once.
 */
final class SignalHook {

  private final StopRequest stop;
  private final PrintStream err;
  private final CountDownLatch released = new CountDownLatch(1);
  private volatile int code;

  private SignalHook(StopRequest stop, PrintStream err) {
    this.stop = stop;
    this.err = err;
  }

  /** From here on a signal asks for an end. */
  static SignalHook install(StopRequest stop, PrintStream err) {
    SignalHook hook = new SignalHook(stop, err);
    Runtime.getRuntime().addShutdownHook(new Thread(hook::hold, "signal"));
    return hook;
  }

  /**
   * Everything is done and told: the process may end.
   *
   * @param exitCode the command's
   */
  void release(int exitCode) {
    code = exitCode;
    released.countDown();
  }

  private void hold() {
    stop.request();
    if (released.getCount() == 0) {
      return;
    }
    if (!stop.hasBegun()) {
      err.println();
      err.println("classifine: stopped; no training had begun, so there is nothing to save.");
      return;
    }
    err.println();
    err.println("classifine: " + stop.announcement());
    try {
      released.await();
      if (code != TrainCommand.INTERRUPTED) {
        // A signal's code says that a run can be gone on with. This one failed, or was done.
        Runtime.getRuntime().halt(code);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
