package dev.classifine.tracking.mlflow;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does tasks one after the other on a thread of its own. One that fails is tried again, after 1, 2,
 * 4, ... times the first wait and at most {@value #LONGEST_WAITS} times it, and those behind it
 * wait; so the first failure is warned of, and in the end whatever was lost.
 */
final class Delivery {

  /** Part of a delivery. */
  @FunctionalInterface
  interface Task {
    /**
     * Does it.
     *
     * @throws RefusedException if it is of no use to try again
     * @throws IOException if it may be
     */
    void run() throws IOException, InterruptedException;
  }

  /** Entries of a log take some hundred bytes each. */
  static final int CAPACITY = 10_000;

  private static final int LONGEST_WAITS = 60;

  private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);
  private static final Task END = () -> {};

  private final String what;
  private final Duration firstWait;
  private final BlockingQueue<Task> tasks = new LinkedBlockingQueue<>();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final AtomicInteger lost = new AtomicInteger();
  private final Thread thread;
  private boolean warned; // of the thread alone

  /**
   * @param what who is told, for warnings
   * @param firstWait before something that failed is tried again
   */
  Delivery(String what, Duration firstWait) {
    this.what = what;
    this.firstWait = firstWait;
    this.thread = new Thread(this::work, "classifine-mlflow");
    thread.setDaemon(true);
    thread.start();
  }

  /** Leaves a task and returns at once. One of too many that wait is lost. */
  void offer(Task task) {
    if (tasks.size() < CAPACITY) {
      tasks.add(task);
    } else {
      lost.incrementAndGet();
    }
  }

  /**
   * Waits until all is done, or a time is over.
   *
   * @param last a task that is not lost for too many others
   */
  void close(Task last, Duration patience) {
    tasks.add(last);
    tasks.add(END);
    closing.countDown();
    boolean interrupted = false;
    try {
      thread.join(patience.toMillis());
    } catch (InterruptedException e) {
      interrupted = true;
    }
    thread.interrupt();
    int missing = lost.get() + (int) tasks.stream().filter(task -> task != END).count();
    if (thread.isAlive() || missing > 0) {
      LOG.warn(
          "{} was not told all of the run: {} entries are missing there.",
          what,
          missing + (thread.isAlive() ? 1 : 0));
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void work() {
    try {
      for (Task task = tasks.take(); task != END; task = tasks.take()) {
        deliver(task);
      }
    } catch (InterruptedException e) {
      // close says what is missing
    }
  }

  private void deliver(Task task) throws InterruptedException {
    for (int waits = 1; ; waits = Math.min(2 * waits, LONGEST_WAITS)) {
      try {
        task.run();
        return;
      } catch (RefusedException | ClassifineException e) {
        lost.incrementAndGet();
        warn(e, "What it refuses is left out");
        return;
      } catch (IOException e) {
        warn(e, "It is tried again");
      }
      pause(firstWait.toMillis() * waits);
    }
  }

  /** Waits; at the end of the run there is not much time left. */
  private void pause(long millis) throws InterruptedException {
    if (closing.await(millis, TimeUnit.MILLISECONDS)) {
      Thread.sleep(Math.min(millis, firstWait.toMillis()));
    }
  }

  private void warn(Exception e, String what) {
    if (!warned) {
      warned = true;
      LOG.warn("{}: {} {}; the training goes on.", this.what, e.getMessage(), what);
    }
  }
}
