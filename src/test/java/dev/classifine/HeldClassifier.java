package dev.classifine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Holds whoever classifies at the end of a batch, until it is let go: what others ask for waits
 * meanwhile.
 */
public final class HeldClassifier implements ClassifierListener {

  private static final long LONGEST_SECONDS = 60;

  private final CountDownLatch release = new CountDownLatch(1);
  private final Semaphore held = new Semaphore(0);
  private final List<Measurement> measurements = Collections.synchronizedList(new ArrayList<>());

  @Override
  public void classified(Measurement measurement) {
    measurements.add(measurement);
    held.release();
    await(release);
  }

  /** Waits until somebody is held. */
  public void awaitHeld() throws InterruptedException {
    if (!held.tryAcquire(LONGEST_SECONDS, TimeUnit.SECONDS)) {
      throw new IllegalStateException("nobody classifies");
    }
  }

  /** Lets go, from now on at once. */
  public void release() {
    release.countDown();
  }

  /** What was told. */
  List<Measurement> measurements() {
    return List.copyOf(measurements);
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(LONGEST_SECONDS, TimeUnit.SECONDS)) {
        throw new IllegalStateException("it was not let go");
      }
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }
}
