package dev.classifine.script;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.pytorch.jni.JniUtils;
import dev.classifine.error.UsageException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PassPoolTest {

  @Test
  void theThreadsShareLibtorchsAmongThem() throws Exception {
    NativeRuntime.engine();
    int all = inNewThread();
    for (int size : new int[] {1, 2, all, all + 1}) {
      try (PassPool pool = new PassPool(size)) {
        CyclicBarrier together = new CyclicBarrier(size); // so that each thread takes one
        List<Future<Integer>> shares =
            IntStream.range(0, size)
                .mapToObj(
                    i ->
                        pool.submit(
                            () -> {
                              await(together);
                              return JniUtils.getNumThreads();
                            }))
                .toList();
        for (Future<Integer> share : shares) {
          assertEquals(Math.max(1, all / size), PassPool.result(share));
        }
      }
      assertEquals(all, inNewThread(), "what other threads start with is as it was");
    }
  }

  @Test
  void byDefaultThereIsAThreadForEachOfLibtorchs() throws Exception {
    try (PassPool pool = new PassPool(0)) {
      assertEquals(inNewThread(), pool.size());
    }
    assertThrows(UsageException.class, () -> new PassPool(-1));
  }

  @Test
  void onePassOnItsOwnRunsInTheCallingThread() throws Exception {
    try (PassPool pool = new PassPool(2)) {
      assertSame(Thread.currentThread(), pool.run(Thread::currentThread));
      CountDownLatch hold = new CountDownLatch(1);
      Future<Boolean> other = pool.submit(() -> await(hold));
      assertNotSame(Thread.currentThread(), pool.run(Thread::currentThread));
      hold.countDown();
      assertTrue(PassPool.result(other));
      assertSame(Thread.currentThread(), pool.run(Thread::currentThread));
    }
  }

  @Test
  void whatAPassThrowsReachesTheCallerAndThePoolGoesOn() {
    try (PassPool pool = new PassPool(1)) {
      IllegalStateException thrown = new IllegalStateException("thrown");
      Future<Object> pass =
          pool.submit(
              () -> {
                throw thrown;
              });
      assertSame(thrown, assertThrows(RuntimeException.class, () -> PassPool.result(pass)));
      assertEquals(7, PassPool.result(pool.submit(() -> 7)));
      assertSame(Thread.currentThread(), pool.run(Thread::currentThread), "nothing is left behind");
    }
  }

  @Test
  void closingWaitsForWhatRuns() {
    PassPool pool = new PassPool(1);
    int[] done = new int[1];
    for (int i = 0; i < 5; i++) {
      pool.submit(() -> done[0]++);
    }
    pool.close();
    assertEquals(5, done[0]);
  }

  @Test
  @Timeout(60)
  void theEndOfTheProcessWaitsForWhatRunsAndCancelsTheRest() throws Exception {
    PassPool pool = new PassPool(1);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch hold = new CountDownLatch(1);
    Future<Boolean> running =
        pool.submit(
            () -> {
              begun.countDown();
              return await(hold);
            });
    Future<Boolean> waiting = pool.submit(() -> true);
    begun.await();
    Thread end = new Thread(pool::end);
    end.start();
    end.join(50);
    assertTrue(end.isAlive(), "a pass runs");
    hold.countDown();
    end.join();
    assertTrue(PassPool.result(running));
    assertThrows(CancellationException.class, () -> PassPool.result(waiting));
    assertTrue(pool.submit(() -> true).isCancelled());
    assertThrows(CancellationException.class, () -> pool.run(() -> true));
    assertThrows(CancellationException.class, () -> pool.run(() -> true), "nothing is left behind");
    pool.close();
  }

  @Test
  @Timeout(60)
  void whatIsToBeDoneBeforeTheEndIsDoneSideBySideWithPasses() {
    PassPool pool = new PassPool(1);
    CyclicBarrier together = new CyclicBarrier(2);
    Set<Integer> done = ConcurrentHashMap.newKeySet();
    for (int i = 1; i <= 2; i++) {
      int number = i;
      pool.beforeEnd(
          () -> {
            await(together);
            done.add(PassPool.result(pool.submit(() -> number)));
          });
    }
    pool.beforeEnd(
        () -> {
          throw new IllegalStateException("thrown");
        });
    pool.beforeEnd(() -> done.add(3)).run(); // takes it back
    assertThrows(CompletionException.class, pool::endAfterTheLast);
    assertEquals(Set.of(1, 2), done);
    assertTrue(pool.submit(() -> true).isCancelled());
    pool.close();
  }

  private static int inNewThread() throws Exception {
    FutureTask<Integer> threads = new FutureTask<>(JniUtils::getNumThreads);
    new Thread(threads).start();
    return threads.get();
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean await(CountDownLatch latch) {
    try {
      latch.await();
      return true;
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
