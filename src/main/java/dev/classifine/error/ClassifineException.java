package dev.classifine.error;

/**
 * A run cannot go on: an input, a device or the disk is not as it must be. The message is written
 * for the person who started the run. The command line prints it without a stack trace and exits
 * with code 1.
 */
public class ClassifineException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what was found and where, the rule, and the remedy
   */
  public ClassifineException(String message) {
    super(message);
  }

  /**
   * @param message what was found and where, the rule, and the remedy
   * @param cause what the system said
   */
  public ClassifineException(String message, Throwable cause) {
    super(message, cause);
  }
}
