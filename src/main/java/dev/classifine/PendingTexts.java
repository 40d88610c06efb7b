package dev.classifine;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Texts that wait, a bounded number, and are taken a batch at a time by one thread. */
final class PendingTexts {

  private final MicroBatchOptions options;
  private final Deque<PendingText> texts = new ArrayDeque<>();
  private List<PendingText> taken = List.of(); // the last batch
  private boolean hurried;
  private boolean closed;

  PendingTexts(MicroBatchOptions options) {
    this.options = options;
  }

  /**
   * Adds all texts or none.
   *
   * @throws RejectedExecutionException if they are more than there is room for
   * @throws IllegalStateException if it was closed
   */
  synchronized void add(List<PendingText> added) {
    if (closed) {
      throw new IllegalStateException("The batcher was closed; no text can be handed over.");
    }
    if (added.size() > options.maxQueue()) {
      throw new RejectedExecutionException(
          added.size()
              + " texts are more than may wait, "
              + options.maxQueue()
              + ". Hand over fewer at a time, or allow more by withMaxQueue.");
    }
    if (added.size() > options.maxQueue() - texts.size()) {
      texts.removeIf(text -> text.result().isDone()); // given up by their callers
    }
    if (added.size() > options.maxQueue() - texts.size()) {
      throw new RejectedExecutionException(
          texts.size()
              + " texts wait, and "
              + added.size()
              + " more are above the most of "
              + options.maxQueue()
              + ". Come again later.");
    }
    texts.addAll(added);
    notifyAll();
  }

  synchronized int size() {
    return texts.size();
  }

  /** Waits for a batch; an empty one means that it was closed and nothing is left. */
  synchronized List<PendingText> take() {
    List<PendingText> batch = new ArrayList<>();
    while (batch.isEmpty() && awaitBatch()) {
      while (batch.size() < options.maxBatch() && !texts.isEmpty()) {
        PendingText text = texts.remove();
        if (!text.result().isDone()) {
          batch.add(text);
        }
      }
    }
    taken = batch;
    return batch;
  }

  /** The results of those that wait, and of those that were taken last. */
  synchronized List<CompletableFuture<Prediction>> unfinished() {
    return Stream.concat(taken.stream(), texts.stream()).map(PendingText::result).toList();
  }

  /** Whether there is one before the end. */
  private boolean awaitBatch() {
    for (long nanos = patience(); !closed && nanos > 0; nanos = patience()) {
      try {
        TimeUnit.NANOSECONDS.timedWait(this, nanos);
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts this thread", e);
      }
    }
    return !texts.isEmpty();
  }

  /** For how many nanoseconds a batch is still waited for. */
  private long patience() {
    if (texts.isEmpty()) {
      return Long.MAX_VALUE;
    }
    if (hurried || texts.size() >= options.maxBatch()) {
      return 0;
    }
    return options.maxWait().toNanos() - (System.nanoTime() - texts.element().since());
  }

  /** From here on no text waits for others. */
  synchronized void hurry() {
    hurried = true;
    notifyAll();
  }

  synchronized void close() {
    closed = true;
    notifyAll();
  }
}
