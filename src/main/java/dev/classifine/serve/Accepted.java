package dev.classifine.serve;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** The requests that are being answered, and whether the server still takes others. */
final class Accepted {

  private int running;
  private boolean open = true;

  /** A request begins. */
  synchronized void begin() {
    running++;
  }

  /** It was answered, and the answer is on its way. */
  synchronized void end() {
    running--;
    notifyAll();
  }

  synchronized boolean isOpen() {
    return open;
  }

  /** Texts that come from here on are refused. */
  synchronized void close() {
    open = false;
  }

  /**
   * Waits until none is being answered.
   *
   * @return how many still are when the time is over
   */
  synchronized int await(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    boolean interrupted = false;
    while (running > 0 && end - System.nanoTime() > 0) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, end - System.nanoTime());
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return running;
  }
}
