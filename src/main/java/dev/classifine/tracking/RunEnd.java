package dev.classifine.tracking;

import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a run ended.
 *
 * @param status how
 * @param results the numbers of {@code all_results.json} where it is complete, null for what is not
 *     finite; empty otherwise
 * @param files what it left in its folder, where it is complete; empty otherwise
 */
public record RunEnd(Status status, Map<String, Object> results, List<Path> files) {

  /** How a run ended. */
  public enum Status {
    /** With its result. */
    COMPLETE,
    /** It was asked to, and can be gone on with. */
    INTERRUPTED,
    /** With an error. */
    FAILED
  }

  /** Copies. */
  public RunEnd {
    results = Collections.unmodifiableMap(new LinkedHashMap<>(results));
    files = List.copyOf(files);
  }

  /** An end without a result. */
  static RunEnd without(Status status) {
    return new RunEnd(status, Map.of(), List.of());
  }
}
