package dev.classifine.tracking;

import dev.classifine.error.UsageException;
import java.util.Map;

/**
 * Makes a tracker for each run that names it. An implementation has a public constructor without
 * arguments and stands in {@code META-INF/services/dev.classifine.tracking.TrackerFactory} of its
 * jar.
 */
public interface TrackerFactory {

  /** What {@code --report-to} calls it: lower case, without commas; neither all nor none. */
  String name();

  /**
   * Whether {@code --report-to all} means it as well, since all is there that it needs.
   *
   * @param environment the process's variables
   */
  default boolean isConfigured(ReportOptions options, Map<String, String> environment) {
    return true;
  }

  /**
   * Checks its options, before anything of a run is read.
   *
   * @param environment the process's variables
   * @throws UsageException if something is missing or wrong
   */
  default void check(ReportOptions options, Map<String, String> environment) {}

  /** Begins to track a run, whose model and rows are loaded; nothing of it is written so far. */
  RunTracker create(TrackerSettings settings);
}
