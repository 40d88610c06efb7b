package dev.classifine.hub;

import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

/** The server says that it cannot answer now: another attempt may succeed. */
final class BusyHubException extends IOException {

  private static final long serialVersionUID = 1L;

  /** Milliseconds, or -1. */
  private final long retryAfter;

  BusyHubException(String message, Optional<Duration> retryAfter) {
    super(message);
    this.retryAfter = retryAfter.map(Duration::toMillis).orElse(-1L);
  }

  /** How long the server asks to wait. */
  Optional<Duration> retryAfter() {
    return retryAfter < 0 ? Optional.empty() : Optional.of(Duration.ofMillis(retryAfter));
  }
}
