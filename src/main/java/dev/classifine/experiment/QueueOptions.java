package dev.classifine.experiment;

import dev.classifine.error.UsageException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * On what runs are done, and how often one is tried.
 *
 * @param devices each takes one run at a time; a null leaves the device to the run; default one
 *     null
 * @param retries how many further attempts a run gets within one call; default 2
 * @param retryFailed whether a run that failed with a reason of its own is tried again too, and not
 *     only one whose process was killed or crashed; never one with wrong options; default not
 * @param retryWait how long before another attempt; default 5 seconds
 */
public record QueueOptions(
    List<String> devices, int retries, boolean retryFailed, Duration retryWait) {

  /** One run at a time, on the device that it names itself. */
  public static final QueueOptions DEFAULTS =
      new QueueOptions(Collections.singletonList(null), 2, false, Duration.ofSeconds(5));

  /**
   * @throws UsageException if there is no device, or a number is below 0
   */
  public QueueOptions {
    if (devices.isEmpty()) {
      throw new UsageException("devices: none. Give at least one, as in cpu or cuda:0,cuda:1.");
    }
    if (retries < 0) {
      throw new UsageException("retries: " + retries + " is below 0. Give a number of attempts.");
    }
    if (retryWait.isNegative()) {
      throw new UsageException("retry wait: " + retryWait + " is below 0. Give a time to wait.");
    }
    devices = Collections.unmodifiableList(new ArrayList<>(devices));
  }

  /** With other devices. */
  public QueueOptions withDevices(List<String> value) {
    return new QueueOptions(value, retries, retryFailed, retryWait);
  }
}
