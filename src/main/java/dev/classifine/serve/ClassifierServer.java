package dev.classifine.serve;

import com.sun.net.httpserver.HttpServer;
import dev.classifine.MicroBatcher;
import dev.classifine.TextClassifier;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves a classifier over HTTP on the JDK's own server.
 *
 * <ul>
 *   <li>{@code POST /predict}: {@code {"text": "..."}} or {@code {"texts": [...]}}
 *   <li>{@code GET /health}: 200 and {@code {"status": "ready"}}, or 503 and {@code draining}
 *   <li>{@code GET /metrics}: numbers for Prometheus
 * </ul>
 *
 * <p>It stops gracefully: {@code /health} turns first, texts that come from then on are refused,
 * and those that were accepted are answered. A signal to the process or {@code System.exit} does
 * this too.
 *
 * <p>How long clients may take, and how many connections there may be, are settings that the JDK
 * keeps once for a process: those of the first HTTP server in it hold for all.
 */
public final class ClassifierServer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(ClassifierServer.class);

  private static final int BACKLOG = 1024;
  private static final int IDLE_SECONDS = 30;

  private final HttpServer server;
  private final ExecutorService threads;
  private final TextClassifier classifier;
  private final MicroBatcher batcher;
  private final ServerMetrics metrics;
  private final Accepted accepted = new Accepted();
  private final ServeOptions options;
  private Runnable notBeforeExit = () -> {};
  private boolean stopped;
  private int unfinished;

  private ClassifierServer(TextClassifier classifier, ServeOptions options, HttpServer server) {
    this.server = server;
    this.threads = threads(options.limits().connections());
    this.classifier = classifier;
    this.batcher = new MicroBatcher(classifier, options.batching());
    this.metrics = new ServerMetrics(batcher::waiting);
    this.options = options;
  }

  /**
   * Starts a server.
   *
   * @param classifier not closed here; it must outlive the server
   * @throws UsageException if the host is not known
   * @throws ClassifineException if the port is taken, or may not be used
   */
  public static ClassifierServer start(TextClassifier classifier, ServeOptions options) {
    ClassifierServer server = new ClassifierServer(classifier, options, bind(options));
    server.open();
    return server;
  }

  private void open() {
    Map<String, Endpoint> endpoints =
        Map.of(
            "/predict",
            new PredictEndpoint(batcher, options.limits(), accepted),
            "/health",
            new ReadEndpoint(this::health),
            "/metrics",
            new ReadEndpoint(
                () -> new Answer(200, ServerMetrics.CONTENT_TYPE, metrics.text(), Map.of())));
    server.createContext("/", new FrontDoor(endpoints, accepted, metrics));
    server.setExecutor(threads);
    classifier.addListener(metrics);
    notBeforeExit = classifier.beforeExit(this::stop);
    server.start();
  }

  private static HttpServer bind(ServeOptions options) {
    HttpServerSettings.set(options);
    String place = options.host() + ":" + options.port();
    try {
      InetAddress host = InetAddress.getByName(options.host());
      if (!host.isLoopbackAddress()) {
        LOG.warn(
            "{} can be reached from other machines, by anyone: there is neither TLS nor a password."
                + " Put a proxy in front of it that has both.",
            place);
      }
      return HttpServer.create(new InetSocketAddress(host, options.port()), BACKLOG);
    } catch (UnknownHostException e) {
      throw new UsageException(
          "host: \"" + options.host() + "\" is not known. It must be an address of this machine.",
          e);
    } catch (IOException e) {
      throw new ClassifineException(
          place
              + ": cannot be listened on: "
              + Reason.of(e)
              + ". Choose another --port (0 takes a free one), or another --host of this machine.",
          e);
    }
  }

  /** A thread for each connection, so that whoever is slow keeps nobody waiting. */
  private static ExecutorService threads(int connections) {
    return new ThreadPoolExecutor(
        0,
        connections,
        IDLE_SECONDS,
        TimeUnit.SECONDS,
        new SynchronousQueue<>(),
        work -> {
          Thread thread = new Thread(work, "classifine-request");
          thread.setDaemon(true);
          return thread;
        },
        new ThreadPoolExecutor.CallerRunsPolicy());
  }

  private Answer health() {
    return accepted.isOpen()
        ? Answer.json(200, Map.of("status", "ready"))
        : Answer.json(503, Map.of("status", "draining"));
  }

  /** The address that it listens on, with the port that it got. */
  public InetSocketAddress address() {
    return server.getAddress();
  }

  /**
   * Stops gracefully: waits until what was accepted is answered, but no longer than the options
   * say, and ends. A second call waits for the first.
   *
   * @return how many requests were cut off
   */
  public synchronized int stop() {
    if (!stopped) {
      stopped = true;
      accepted.close();
      batcher.hurry(); // nobody joins any more
      unfinished = accepted.await(options.drainTimeout());
      server.stop(0);
      threads.shutdownNow(); // interrupts who still waits
      batcher.close();
      classifier.removeListener(metrics);
      notBeforeExit.run();
    }
    return unfinished;
  }

  /** {@link #stop}. */
  @Override
  public void close() {
    stop();
  }
}
