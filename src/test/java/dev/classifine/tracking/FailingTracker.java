package dev.classifine.tracking;

import java.util.Map;

/** A tracker that fails where a test says: when it is made, or at every entry of the log. */
public final class FailingTracker implements TrackerFactory {

  static boolean atOnce;
  static int failures;

  @Override
  public String name() {
    return "failing";
  }

  @Override
  public boolean isConfigured(ReportOptions options, Map<String, String> environment) {
    return false; // so that --report-to all leaves it out
  }

  @Override
  public RunTracker create(TrackerSettings settings) {
    if (atOnce) {
      failures++;
      throw new NoClassDefFoundError("org/example/Missing");
    }
    return new RunTracker() {
      @Override
      public void onLog(Map<String, Object> entry) {
        failures++;
        throw new IllegalStateException("no more paper");
      }

      @Override
      public void close(RunEnd end) {
        throw new AssertionError("a tracker that was dropped hears of nothing");
      }
    };
  }
}
