package dev.classifine.tracking.mlflow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.tracking.StandardError;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class DeliveryTest {

  private static final Duration LONG = Duration.ofSeconds(60);

  @Test
  void whatWaitsIsBoundedAndTheLastIsNotLost() {
    AtomicInteger done = new AtomicInteger();
    List<String> warnings =
        StandardError.warnings(
            () -> {
              Delivery delivery = new Delivery("a server", Duration.ofMillis(1));
              CountDownLatch begun = new CountDownLatch(1);
              CountDownLatch open = new CountDownLatch(1);
              delivery.offer(
                  () -> {
                    begun.countDown();
                    open.await();
                  });
              await(begun);
              for (int i = 0; i < Delivery.CAPACITY + 3; i++) {
                delivery.offer(done::incrementAndGet);
              }
              open.countDown();
              delivery.close(() -> done.addAndGet(1_000_000), LONG);
            });
    assertEquals(1_000_000 + Delivery.CAPACITY, done.get());
    assertEquals(1, warnings.size(), warnings.toString());
    assertTrue(warnings.get(0).contains("3 entries are missing there"), warnings.get(0));
  }

  @Test
  void aThreadThatIsInterruptedStaysSoAndDoesNotWait() throws InterruptedException {
    Delivery delivery = new Delivery("a server", Duration.ofMillis(1));
    CountDownLatch never = new CountDownLatch(1);
    delivery.offer(never::await);
    Thread.currentThread().interrupt();
    StandardError.warnings(() -> delivery.close(() -> {}, LONG));
    assertTrue(Thread.interrupted());
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }
}
