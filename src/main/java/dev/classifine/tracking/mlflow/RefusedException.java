package dev.classifine.tracking.mlflow;

import java.io.IOException;

/** MLflow will not take something, however often it is told. */
final class RefusedException extends IOException {

  private static final long serialVersionUID = 1;

  private final String code;

  /**
   * @param code MLflow's own name for the reason, empty where it has none
   */
  RefusedException(String code, String message) {
    super(message);
    this.code = code;
  }

  /** Whether the reason is this one of MLflow's. */
  boolean is(String name) {
    return code.equals(name);
  }
}
