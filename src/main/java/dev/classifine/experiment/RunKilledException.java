package dev.classifine.experiment;

import dev.classifine.error.ClassifineException;

/** A run's process was ended from outside, or crashed; another attempt may end otherwise. */
public final class RunKilledException extends ClassifineException {

  private static final long serialVersionUID = 1L;

  /**
   * @param message what happened
   */
  public RunKilledException(String message) {
    super(message);
  }
}
