package dev.classifine.hub;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import javax.net.ssl.SSLHandshakeException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How often one thing is asked for: up to five times in a row without getting anywhere, after
 * pauses of 1, 2, 4 and 8 seconds or as long as the server asks, a minute in all. Bytes that
 * arrived give new patience, up to two hundred attempts. A server whose name is not known is asked
 * for twice.
 */
final class Attempts {

  private static final Logger LOG = LoggerFactory.getLogger(Attempts.class);

  static final int IN_A_ROW = 5;
  private static final int FOR_A_NAME = 2;
  private static final int IN_ALL = 200;
  private static final Duration LONGEST = Duration.ofSeconds(60);

  private final String what;
  private final URI endpoint;
  private final int limit;
  private final Waiting waiting;
  private int inARow;
  private int inAll;
  private Duration waited = Duration.ZERO;

  /**
   * @param what what is asked for, to start an error with
   * @param limit how many times in a row
   */
  Attempts(String what, URI endpoint, int limit, Waiting waiting) {
    this.what = what;
    this.endpoint = endpoint;
    this.limit = limit;
    this.waiting = waiting;
  }

  /** The last attempt brought something, though not all. */
  void progressed() {
    inARow = 0;
    waited = Duration.ZERO;
  }

  /**
   * Waits until the next attempt.
   *
   * @throws UnreachableHubException if there shall be none
   */
  void failed(IOException problem) {
    inARow++;
    inAll++;
    Duration asked =
        problem instanceof BusyHubException busy ? busy.retryAfter().orElse(pause()) : pause();
    int most = isUnknownServer(problem) ? Math.min(limit, FOR_A_NAME) : limit;
    if (inARow >= most || inAll >= IN_ALL || problem instanceof SSLHandshakeException) {
      throw unreachable(problem, "");
    }
    if (waited.plus(asked).compareTo(LONGEST) > 0) {
      throw unreachable(
          problem,
          ", and asks to wait "
              + asked.toSeconds()
              + " s more, where "
              + LONGEST.toSeconds()
              + " s in all are waited");
    }
    LOG.info("{}: {}; trying again in {} s", what, reason(problem), asked.toSeconds());
    waited = waited.plus(asked);
    sleep(asked);
  }

  private Duration pause() {
    return Duration.ofSeconds(1L << Math.min(inARow - 1, 5));
  }

  private void sleep(Duration time) {
    try {
      waiting.sleep(time);
    } catch (InterruptedException e) {
      throw interrupted(what, e);
    }
  }

  /** Tells that the thread was asked to stop, and keeps it asked. */
  static ClassifineException interrupted(String what, InterruptedException e) {
    Thread.currentThread().interrupt();
    return new ClassifineException(what + ": interrupted.", e);
  }

  private UnreachableHubException unreachable(IOException problem, String more) {
    return new UnreachableHubException(
        what
            + ": cannot be fetched from "
            + endpoint
            + ": "
            + reason(problem)
            + more
            + " (attempts: "
            + inAll
            + "). Check the network (HTTPS_PROXY names a proxy)"
            + ", try again later, set HF_ENDPOINT to a hub that can be reached,"
            + " or give the folder of a model instead of its name.",
        problem);
  }

  /** The JDK's exceptions often say nothing themselves. */
  private static String reason(IOException problem) {
    if (problem instanceof HttpConnectTimeoutException) {
      return "no connection within the time limit (HF_HUB_ETAG_TIMEOUT)";
    }
    if (problem instanceof HttpTimeoutException) {
      return "no answer within the time limit (HF_HUB_ETAG_TIMEOUT, HF_HUB_DOWNLOAD_TIMEOUT)";
    }
    if (problem instanceof ConnectException) {
      return isUnknownServer(problem) ? "the name of the server is not known" : "no connection";
    }
    return Plain.text(Reason.of(problem));
  }

  private static boolean isUnknownServer(IOException problem) {
    for (Throwable cause = problem; cause != null; cause = cause.getCause()) {
      if (cause instanceof UnresolvedAddressException) {
        return true;
      }
    }
    return false;
  }
}
