package dev.classifine.cli;

import dev.classifine.MicroBatchOptions;
import dev.classifine.io.ByteSize;
import dev.classifine.serve.ServeLimits;
import dev.classifine.serve.ServeOptions;
import java.time.Duration;
import picocli.CommandLine.Option;

/** Where and how to serve, as options. */
final class ServeArguments {

  private static final ServeOptions USUAL = ServeOptions.DEFAULTS;

  @Option(
      names = "--host",
      paramLabel = "HOST",
      description =
          "The address to listen on (default: 127.0.0.1, which other machines do not reach).")
  private String host = USUAL.host();

  @Option(
      names = "--port",
      paramLabel = "N",
      description = "The port to listen on; 0 takes a free one (default: 8080).")
  private int port = USUAL.port();

  @Option(
      names = "--max-batch",
      paramLabel = "N",
      description =
          "The most texts of several requests that are classified together; 1 classifies them one"
              + " after the other (default: 32).")
  private int maxBatch = USUAL.batching().maxBatch();

  @Option(
      names = "--max-wait",
      paramLabel = "MS",
      description =
          "Milliseconds that a text waits for others while nothing is computed (default: 0).")
  private long maxWait = USUAL.batching().maxWait().toMillis();

  @Option(
      names = "--max-queue",
      paramLabel = "N",
      description = "The most texts that wait; more are refused with 503 (default: 256).")
  private int maxQueue = USUAL.batching().maxQueue();

  @Option(
      names = "--max-body",
      paramLabel = "SIZE",
      description = "The largest body of a request, as 500KB; more is refused (default: 1MB).")
  private String maxBody;

  @Option(
      names = "--max-texts",
      paramLabel = "N",
      description = "The most texts of a request (default: 128).")
  private int maxTexts = USUAL.limits().texts();

  @Option(
      names = "--max-characters",
      paramLabel = "N",
      description = "The most characters of a text (default: 100000).")
  private int maxCharacters = USUAL.limits().characters();

  @Option(
      names = "--max-connections",
      paramLabel = "N",
      description = "The most connections at a time; others are closed (default: 512).")
  private int maxConnections = USUAL.limits().connections();

  @Option(
      names = "--read-timeout",
      paramLabel = "S",
      description = "Seconds that a client may take to send a request (default: 10).")
  private long readTimeout = USUAL.readTimeout().toSeconds();

  @Option(
      names = "--drain-timeout",
      paramLabel = "S",
      description =
          "Seconds that accepted requests may take once the server is to end (default: 30).")
  private long drainTimeout = USUAL.drainTimeout().toSeconds();

  /**
   * The options.
   *
   * @throws dev.classifine.error.UsageException if one is out of range
   */
  ServeOptions options() {
    int body = maxBody == null ? USUAL.limits().body() : bytes();
    return new ServeOptions(
        host,
        port,
        new ServeLimits(body, maxTexts, maxCharacters, maxConnections),
        new MicroBatchOptions(maxBatch, Duration.ofMillis(maxWait), maxQueue),
        Duration.ofSeconds(readTimeout),
        Duration.ofSeconds(drainTimeout));
  }

  /** What Java's arrays hold is more than anybody should allow. */
  private int bytes() {
    return (int) Math.min(Integer.MAX_VALUE - 8, ByteSize.of(maxBody, "--max-body"));
  }
}
