package dev.classifine.experiment;

import dev.classifine.error.ClassifineException;

/** A run was asked to end before its last step; it saved and can be gone on with. */
public final class RunInterruptedException extends ClassifineException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what happened
   */
  public RunInterruptedException(String message) {
    super(message);
  }
}
