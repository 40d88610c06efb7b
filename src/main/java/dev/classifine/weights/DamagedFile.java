package dev.classifine.weights;

import dev.classifine.error.ClassifineException;

/** What a file is called, and the error that its content is not as it must be. */
record DamagedFile(String name) {

  ClassifineException because(String problem) {
    return because(problem, null);
  }

  /** The cause may be null. */
  ClassifineException because(String problem, Throwable cause) {
    return new ClassifineException(
        name
            + ": "
            + problem
            + ". The file is damaged, not downloaded whole, or of another format: fetch or export"
            + " it again.",
        cause);
  }

  @Override
  public String toString() {
    return name;
  }
}
