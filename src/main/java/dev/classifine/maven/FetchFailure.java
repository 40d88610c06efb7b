package dev.classifine.maven;

/** Why a jar could not be fetched, in words without a full stop. */
final class FetchFailure extends Exception {

  private static final long serialVersionUID = 1L;

  FetchFailure(String message, Throwable cause) {
    super(message, cause);
  }
}
