package dev.classifine;

import java.util.concurrent.locks.ReentrantReadWriteLock;

/**
 * Lets many threads use a thing at once and its end wait for them, since native memory must not go
 * while a thread reads it.
 */
final class UseGate {

  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final String name;
  private boolean closed;

  /**
   * @param name what is used, for errors
   */
  UseGate(String name) {
    this.name = name;
  }

  /**
   * Begins a use, which may begin another; {@link #leave} ends it in the same thread.
   *
   * @throws IllegalStateException if it was closed
   */
  void enter() {
    lock.readLock().lock();
    if (closed) {
      lock.readLock().unlock();
      throw new IllegalStateException(name + " was closed. Load it again to use it further.");
    }
  }

  /** Ends a use. */
  void leave() {
    lock.readLock().unlock();
  }

  /**
   * Waits for the uses there are, and lets no other begin.
   *
   * @return false where it was closed before
   * @throws IllegalStateException if this thread uses it, which would wait for itself
   */
  boolean close() {
    if (lock.getReadHoldCount() > 0) {
      throw new IllegalStateException(
          name + " cannot be closed from within its own call. Close it when the call is over.");
    }
    lock.writeLock().lock();
    try {
      boolean first = !closed;
      closed = true;
      return first;
    } finally {
      lock.writeLock().unlock();
    }
  }
}
