package dev.classifine.hub;

import java.time.Duration;
import java.time.Instant;

/** The clock, so that a test need not wait. */
interface Waiting {

  /** The machine's own. */
  Waiting REAL =
      new Waiting() {
        @Override
        public void sleep(Duration time) throws InterruptedException {
          Thread.sleep(time.toMillis());
        }

        @Override
        public Instant now() {
          return Instant.now();
        }
      };

  void sleep(Duration time) throws InterruptedException;

  Instant now();
}
