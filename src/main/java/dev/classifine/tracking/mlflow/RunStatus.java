package dev.classifine.tracking.mlflow;

import dev.classifine.tracking.RunEnd;

/** MLflow's states of a run that are used here. */
enum RunStatus {
  RUNNING(1),
  FINISHED(3),
  FAILED(4),
  KILLED(5);

  private final int number;

  RunStatus(int number) {
    this.number = number;
  }

  /** What stands for it in a file. */
  int number() {
    return number;
  }

  static RunStatus of(RunEnd.Status status) {
    return switch (status) {
      case COMPLETE -> FINISHED;
      case INTERRUPTED -> KILLED;
      case FAILED -> FAILED;
    };
  }
}
