package dev.classifine.experiment;

import java.util.Locale;

/** What became of a run. */
public enum RunStatus {
  /** It came to its end; it is not run again. */
  DONE,
  /** It could not come to its end, and the record says why. */
  FAILED,
  /** It was asked to end, saved, and can be gone on with. */
  INTERRUPTED;

  /** The name in files and tables. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  static RunStatus of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
