package dev.classifine.script;

import ai.djl.pytorch.jni.JniUtils;
import dev.classifine.error.UsageException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/**
 * Threads that run passes without gradients side by side, each with its share of libtorch's
 * threads: by default with itself alone. Passes side by side wait for nobody, where the threads of
 * one operation wait for each other at its end; and however many callers there are, no more threads
 * compute than libtorch was given.
 *
 * <p>A process that ends by a signal waits for the passes that run: libtorch's memory goes with it,
 * and a pass that still reads it would crash. Those that have not begun are cancelled, so that
 * nobody waits for them who holds what another of the process's shutdown hooks waits for.
 *
 * <p>libtorch's number of threads belongs to the thread that sets it, but is also what threads
 * start with that use it later. The latter is set back here.
 */
public final class PassPool implements AutoCloseable {

  private static final String THREAD = "classifine-pass";

  private final ThreadPoolExecutor threads;
  private final AtomicInteger passes = new AtomicInteger(); // that run or wait
  private final Semaphore caller = new Semaphore(1); // held by a pass in a calling thread
  private final Thread atExit = new Thread(this::endAfterTheLast, "classifine-end");
  private final List<Runnable> last = new CopyOnWriteArrayList<>();
  private volatile boolean ending; // with the process

  /**
   * Starts the threads.
   *
   * @param size how many, at least 1; 0 takes one for each of libtorch's threads
   * @throws UsageException if it is below 0
   */
  public PassPool(int size) {
    if (size < 0) {
      throw new UsageException(
          "--workers: " + size + " is below 0. Give a number of threads, or 0 for one a core.");
    }
    this.threads = started(size);
    Runtime.getRuntime().addShutdownHook(atExit);
  }

  private static synchronized ThreadPoolExecutor started(int wanted) {
    NativeRuntime.engine();
    int all = CompletableFuture.supplyAsync(JniUtils::getNumThreads, PassPool::inNewThread).join();
    int size = wanted == 0 ? all : wanted;
    int share = Math.max(1, all / size);
    CountDownLatch ready = new CountDownLatch(size);
    ThreadPoolExecutor pool =
        new ThreadPoolExecutor(
            size,
            size,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            work ->
                newThread(
                    () -> {
                      JniUtils.getNumThreads(); // a thread's first question sets its number anew
                      JniUtils.setNumThreads(share);
                      ready.countDown();
                      work.run();
                    }));
    pool.prestartAllCoreThreads();
    CompletableFuture.runAsync(
            () -> {
              awaitAll(ready);
              JniUtils.setNumThreads(all);
            },
            PassPool::inNewThread)
        .join();
    return pool;
  }

  private static void awaitAll(CountDownLatch ready) {
    try {
      ready.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts this thread", e);
    }
  }

  private static void inNewThread(Runnable work) {
    newThread(work).start();
  }

  private static Thread newThread(Runnable work) {
    Thread thread = new Thread(work, THREAD);
    thread.setDaemon(true); // a classifier that was not closed does not keep a process alive
    return thread;
  }

  /** How many passes run side by side. */
  public int size() {
    return threads.getCorePoolSize();
  }

  /**
   * Runs a pass in a thread of the pool, after those that were handed over before. It is cancelled
   * where the process ends before its turn.
   */
  public <T> Future<T> submit(Supplier<T> pass) {
    passes.incrementAndGet();
    AtomicBoolean counted = new AtomicBoolean(true);
    Runnable ended =
        () -> {
          if (counted.getAndSet(false)) {
            passes.decrementAndGet();
          }
        };
    FutureTask<T> task =
        new FutureTask<>(
            () -> {
              try {
                return pass.get();
              } finally {
                ended.run(); // before anybody who waits for it goes on
              }
            }) {
          @Override
          protected void done() {
            ended.run(); // of a pass that was cancelled before it began as well
          }
        };
    threads.execute(task);
    return task;
  }

  /**
   * Runs one pass and waits for it: where nothing else runs, in the calling thread with all of
   * libtorch's threads, which a pass on its own is faster with.
   *
   * @throws CancellationException if the process ends before its turn
   */
  public <T> T run(Supplier<T> pass) {
    if (passes.compareAndSet(0, 1)) {
      caller.acquireUninterruptibly();
      try {
        if (ending) {
          throw cancelled();
        }
        return pass.get();
      } finally {
        passes.decrementAndGet();
        caller.release();
      }
    }
    return result(submit(pass));
  }

  /**
   * Waits for a pass of {@link #submit}, and gives what it gave or throws what it threw.
   *
   * @throws CancellationException if it was cancelled, as all are that the process does not wait
   *     for
   */
  public static <T> T result(Future<T> pass) {
    boolean interrupted = false;
    try {
      while (true) {
        try {
          return pass.get();
        } catch (InterruptedException e) {
          interrupted = true; // the pass goes on and uses the caller's arrays: wait for it
        } catch (CancellationException e) {
          throw cancelled();
        } catch (ExecutionException e) {
          throw thrown(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private static CancellationException cancelled() {
    return new CancellationException("The process ends: no further pass begins.");
  }

  private static RuntimeException thrown(Throwable cause) {
    if (cause instanceof Error error) {
      throw error;
    }
    return (RuntimeException) cause;
  }

  /** Whether the process ends: what native memory is still held goes with it. */
  public boolean isEnding() {
    return ending;
  }

  /** Ends the threads after what they have to do, and waits for them. */
  @Override
  public void close() {
    threads.shutdown();
    awaitThreads();
    try {
      Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException ignored) {
      // The process ends, and the hook runs.
    }
  }

  /**
   * Has something done at the end of the process before no pass can begin any more: what still has
   * passes to run. Several are done side by side.
   *
   * @return takes it back
   */
  public Runnable beforeEnd(Runnable work) {
    last.add(work);
    return () -> last.remove(work);
  }

  /** {@link #end} after what is to be done before it. */
  void endAfterTheLast() {
    try {
      CompletableFuture.allOf(
              last.stream()
                  .map(work -> CompletableFuture.runAsync(work, PassPool::inNewThread))
                  .toArray(CompletableFuture<?>[]::new))
          .join();
    } finally {
      end();
    }
  }

  /**
   * Waits for the passes that run, and cancels those that wait or are handed over from here on: to
   * leave them would hold up other shutdown hooks, which may wait for who waits for them.
   */
  void end() {
    ending = true;
    threads.setRejectedExecutionHandler((pass, pool) -> cancel(pass));
    threads.shutdown();
    List<Runnable> waiting = new ArrayList<>();
    threads.getQueue().drainTo(waiting);
    waiting.forEach(PassPool::cancel);
    caller.acquireUninterruptibly(); // once the pass that a calling thread runs is done
    caller.release();
    awaitThreads();
  }

  private static void cancel(Runnable pass) {
    ((Future<?>) pass).cancel(false);
  }

  private void awaitThreads() {
    boolean interrupted = false;
    while (!threads.isTerminated()) {
      try {
        threads.awaitTermination(1, TimeUnit.MINUTES);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
