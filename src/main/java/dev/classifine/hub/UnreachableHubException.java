package dev.classifine.hub;

import dev.classifine.error.ClassifineException;

/** No attempt has brought an answer: what the cache holds may be used instead. */
final class UnreachableHubException extends ClassifineException {

  private static final long serialVersionUID = 1L;

  UnreachableHubException(String message, Throwable cause) {
    super(message, cause);
  }
}
