package dev.classifine.serve;

import dev.classifine.MicroBatchOptions;
import dev.classifine.error.UsageException;
import java.time.Duration;

/**
 * Where and how a classifier is served.
 *
 * @param host the address to listen on, a name or a number; default 127.0.0.1, which other machines
 *     do not reach
 * @param port in [0, 65535]; 0 takes a free one; default 8080
 * @param limits how much a request may ask for
 * @param batching how texts of several requests become batches; the queue must hold the texts of
 *     one request
 * @param readTimeout how long a client may take to send a request, in whole seconds; default 10
 * @param drainTimeout how long accepted requests may take once the server is asked to end; default
 *     30 seconds
 */
public record ServeOptions(
    String host,
    int port,
    ServeLimits limits,
    MicroBatchOptions batching,
    Duration readTimeout,
    Duration drainTimeout) {

  /** On the loopback address. */
  public static final ServeOptions DEFAULTS =
      new ServeOptions(
          "127.0.0.1",
          8080,
          ServeLimits.DEFAULTS,
          MicroBatchOptions.DEFAULTS,
          Duration.ofSeconds(10),
          Duration.ofSeconds(30));

  private static final int LAST_PORT = 65535;

  /**
   * @throws UsageException if a number is out of its range
   */
  public ServeOptions {
    if (port < 0 || port > LAST_PORT) {
      throw new UsageException(
          "port: " + port + " is out of range. It must be in [0, 65535]; 0 takes a free one.");
    }
    if (batching.maxQueue() < limits.texts()) {
      throw new UsageException(
          "max queue: "
              + batching.maxQueue()
              + " texts are fewer than the "
              + limits.texts()
              + " that a request may have (--max-texts). It must be at least as many.");
    }
    seconds("read timeout", readTimeout, 1);
    seconds("drain timeout", drainTimeout, 0);
  }

  private static void seconds(String option, Duration value, int least) {
    if (value.toSeconds() < least || value.toDays() > 0) {
      throw new UsageException(
          option
              + ": "
              + value.toSeconds()
              + " seconds are out of range. It must be at least "
              + least
              + " and at most a day.");
    }
  }

  /** The same at another address. */
  public ServeOptions withHost(String value) {
    return new ServeOptions(value, port, limits, batching, readTimeout, drainTimeout);
  }

  /** The same at another port. */
  public ServeOptions withPort(int value) {
    return new ServeOptions(host, value, limits, batching, readTimeout, drainTimeout);
  }

  /** The same with other limits. */
  public ServeOptions withLimits(ServeLimits value) {
    return new ServeOptions(host, port, value, batching, readTimeout, drainTimeout);
  }

  /** The same with other batches. */
  public ServeOptions withBatching(MicroBatchOptions value) {
    return new ServeOptions(host, port, limits, value, readTimeout, drainTimeout);
  }

  /** The same with another patience for clients that send. */
  public ServeOptions withReadTimeout(Duration value) {
    return new ServeOptions(host, port, limits, batching, value, drainTimeout);
  }

  /** The same with another patience for accepted requests. */
  public ServeOptions withDrainTimeout(Duration value) {
    return new ServeOptions(host, port, limits, batching, readTimeout, value);
  }
}
