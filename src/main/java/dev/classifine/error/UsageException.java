package dev.classifine.error;

/**
 * What was asked for is wrong in itself: a value out of its range, options that contradict each
 * other, a path that is not there. Nothing has been run or written. The command line exits with
 * code 2.
 */
public final class UsageException extends ClassifineException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message the option and the value found, the rule, and the remedy
   */
  public UsageException(String message) {
    super(message);
  }

  /**
   * @param message the option and the value found, the rule, and the remedy
   * @param cause what the system said
   */
  public UsageException(String message, Throwable cause) {
    super(message, cause);
  }
}
