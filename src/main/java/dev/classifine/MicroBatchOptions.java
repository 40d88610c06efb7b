package dev.classifine;

import dev.classifine.error.UsageException;
import java.time.Duration;

/**
 * How texts of several callers become batches.
 *
 * @param maxBatch the most texts that are classified together, at least 1; default 32
 * @param maxWait how long a text waits for others while nothing is computed; default 0, for which
 *     only those are classified together that came while others were computed
 * @param maxQueue the most texts that wait, at least 1; default 256
 */
public record MicroBatchOptions(int maxBatch, Duration maxWait, int maxQueue) {

  /** Longer than anybody waits. */
  private static final Duration LONGEST = Duration.ofMinutes(1);

  /** Up to 32 texts that wait anyway. */
  public static final MicroBatchOptions DEFAULTS = new MicroBatchOptions(32, Duration.ZERO, 256);

  /**
   * @throws UsageException if a number is out of its range
   */
  public MicroBatchOptions {
    atLeastOne("max batch", maxBatch);
    atLeastOne("max queue", maxQueue);
    if (maxWait.isNegative() || maxWait.compareTo(LONGEST) > 0) {
      throw new UsageException(
          "max wait: "
              + maxWait.toMillis()
              + " ms is out of range. It must be at least 0 and at most "
              + LONGEST.toMillis()
              + ".");
    }
  }

  private static void atLeastOne(String option, int value) {
    if (value < 1) {
      throw new UsageException(option + ": " + value + " is out of range. It must be at least 1.");
    }
  }

  /** The same with another size of batches. */
  public MicroBatchOptions withMaxBatch(int value) {
    return new MicroBatchOptions(value, maxWait, maxQueue);
  }

  /** The same with another patience. */
  public MicroBatchOptions withMaxWait(Duration value) {
    return new MicroBatchOptions(maxBatch, value, maxQueue);
  }

  /** The same with another length of the queue. */
  public MicroBatchOptions withMaxQueue(int value) {
    return new MicroBatchOptions(maxBatch, maxWait, value);
  }
}
