package dev.classifine.train;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Runs the passes of a round, one after another or each in a thread. */
final class PassRunner implements AutoCloseable {

  private final ExecutorService threads; // null runs in the caller's

  private PassRunner(ExecutorService threads) {
    this.threads = threads;
  }

  /**
   * A runner.
   *
   * @param threads how many passes run at once; 1 runs them in the caller's thread
   */
  static PassRunner of(int threads) {
    if (threads == 1) {
      return new PassRunner(null);
    }
    AtomicInteger count = new AtomicInteger();
    return new PassRunner(
        Executors.newFixedThreadPool(
            threads,
            task -> {
              Thread thread = new Thread(task, "replica-" + count.getAndIncrement());
              thread.setDaemon(true);
              return thread;
            }));
  }

  /**
   * Runs passes to their end.
   *
   * @return what each gave, in their order
   * @throws RuntimeException what the first in order threw, if one did; in threads the others are
   *     run nevertheless, and what else they threw is suppressed in it
   */
  <T> List<T> run(List<Supplier<T>> passes) {
    if (threads == null) {
      return passes.stream().map(Supplier::get).toList();
    }
    List<CompletableFuture<T>> running =
        passes.stream().map(pass -> CompletableFuture.supplyAsync(pass, threads)).toList();
    List<T> results = new ArrayList<>();
    Throwable failure = null;
    for (CompletableFuture<T> pass : running) {
      try {
        results.add(pass.join()); // no interrupt ends it: the arrays of its pass are in use
      } catch (CompletionException e) {
        if (failure == null) {
          failure = e.getCause();
        } else {
          failure.addSuppressed(e.getCause());
        }
      }
    }
    if (failure instanceof Error error) {
      throw error;
    }
    if (failure != null) {
      throw (RuntimeException) failure; // a supplier throws no other
    }
    return results;
  }

  @Override
  public void close() {
    if (threads != null) {
      threads.shutdown();
    }
  }
}
