package dev.classifine.train;

import ai.djl.pytorch.jni.JniUtils;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/**
 * A training's turn at what libtorch and DJL have only one of in a process: the gradient collector
 * and the generator. Trainings in several threads take turns in the order in which they ask, a step
 * at a time.
 */
final class Turn {

  private static final ReentrantLock LOCK = new ReentrantLock(true);

  private Turn() {}

  /** Waits for the turn, works, and passes it on. */
  static <T> T take(Supplier<T> work) {
    LOCK.lock();
    try {
      return work.get();
    } finally {
      LOCK.unlock();
    }
  }

  /**
   * Runs work of this thread without recording it for a backward pass. Grad mode is a thread's own,
   * and a new thread starts with it on.
   */
  static <T> T withoutGradients(Supplier<T> work) {
    return inGradMode(false, work);
  }

  /** Runs work of this thread and records it for a backward pass. */
  static <T> T withGradients(Supplier<T> work) {
    return inGradMode(true, work);
  }

  private static <T> T inGradMode(boolean on, Supplier<T> work) {
    boolean before = JniUtils.isGradMode();
    JniUtils.setGradMode(on);
    try {
      return work.get();
    } finally {
      JniUtils.setGradMode(before);
    }
  }
}
