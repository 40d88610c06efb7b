package dev.classifine.serve;

import java.util.Map;

/** A request that is not done, with the status that says why. */
final class RefusedException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int status;
  private final transient Map<String, String> headers;

  RefusedException(int status, String message) {
    this(status, message, Map.of());
  }

  /**
   * @param headers that the status wants, such as {@code Allow}
   */
  RefusedException(int status, String message, Map<String, String> headers) {
    super(message, null, false, false); // an answer, not a failure: nobody reads its stack
    this.status = status;
    this.headers = headers;
  }

  Answer answer() {
    return Answer.json(status, Map.of("error", getMessage())).with(headers);
  }
}
