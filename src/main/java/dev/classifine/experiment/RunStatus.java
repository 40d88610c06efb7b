package dev.classifine.experiment;

import java.util.Arrays;
import java.util.Locale;

/** What became of a run. */
public enum RunStatus {
  /** It runs, or was cut off together with its experiment; can be gone on with. */
  BEGUN,
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

  static boolean isId(String text) {
    return Arrays.stream(values()).anyMatch(status -> status.id().equals(text));
  }

  static RunStatus of(String id) {
    return valueOf(id.toUpperCase(Locale.ROOT));
  }
}
