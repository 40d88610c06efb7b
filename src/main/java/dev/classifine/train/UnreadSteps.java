package dev.classifine.train;

import ai.djl.Device;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Supplier;

/**
 * The steps whose numbers are still on the device, and those that were read and not yet noted. A
 * read waits for all that was asked of a device, and meanwhile nothing more is asked of it; so
 * steps are read together: where a number is needed, or where there are as many as the window. An
 * update does not wait for that: the optimizer makes none where a number is not finite.
 *
 * <p>Steps are read and noted in their order, so that the window changes when, and nothing else. On
 * a processor there is nothing to wait for, and it is 1.
 */
final class UnreadSteps implements AutoCloseable {

  /** Of a GPU: as often as a log entry is written by default. */
  private static final int ON_GPU = 50;

  private final int window;
  private final FiniteGuard guard;
  private final Words words;
  private final Deque<Step> unread = new ArrayDeque<>();
  private final Deque<Step> read = new ArrayDeque<>();

  /**
   * A step that was made.
   *
   * @param numbers what it gave
   * @param number from 1
   * @param rows the effective batch
   * @param learningRate the schedule's value for it
   */
  record Step(StepNumbers numbers, long number, int[] rows, double learningRate) {}

  /**
   * @param window most steps that are unread, at least 1
   * @param guard notes each step, in order
   * @param words hears of the updates, in order
   */
  UnreadSteps(int window, FiniteGuard guard, Words words) {
    this.window = window;
    this.guard = guard;
    this.words = words;
  }

  /**
   * The window of a device.
   *
   * @param scaled whether the next step's loss scale depends on this one's gradient
   */
  static int window(Device device, boolean scaled) {
    return device.isGpu() && !scaled ? ON_GPU : 1;
  }

  /**
   * Takes in a step; reads and notes all where they fill the window.
   *
   * @return its numbers: who asks first reads them, and those of the steps before
   * @throws dev.classifine.error.ClassifineException if one that was read ends the training
   */
  Supplier<StepResult> add(Step step) {
    unread.add(step);
    if (unread.size() >= window) {
      flush();
    }
    StepNumbers numbers = step.numbers();
    return () -> {
      read();
      return numbers.result();
    };
  }

  /** Reads all, waiting for the device, and tells of their updates. */
  void read() {
    while (!unread.isEmpty()) {
      Step step = unread.remove();
      read.add(step);
      if (step.numbers().read().isUpdate()) {
        words.updated(step.learningRate());
      }
    }
  }

  /**
   * Notes those that were read.
   *
   * @throws dev.classifine.error.ClassifineException if one of them ends the training
   */
  void note() {
    while (!read.isEmpty()) {
      Step step = read.remove();
      guard.note(step.numbers().result(), step.number(), step.rows(), step.learningRate());
    }
  }

  /**
   * Reads and notes all.
   *
   * @throws dev.classifine.error.ClassifineException if one of them ends the training
   */
  void flush() {
    read();
    note();
  }

  /** Reads what a training that failed left, for the parameters' sake. */
  @Override
  public void close() {
    try {
      read();
    } finally {
      unread.forEach(step -> step.numbers().close());
      unread.clear();
    }
  }
}
