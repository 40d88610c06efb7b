package dev.classifine.tracking;

import dev.classifine.error.UsageException;
import java.nio.file.Path;
import java.util.List;

/**
 * Which trackers hear of a run, and what they need to know.
 *
 * @param to names of trackers; or {@value #NONE} or {@value #ALL} alone; default {@code jsonl}
 * @param runName what trackers call the run; null to call it after its folder
 * @param tensorBoard what TensorBoard's tracker needs to know
 * @param mlflow what MLflow's tracker needs to know
 */
public record ReportOptions(
    List<String> to, String runName, TensorBoardOptions tensorBoard, MlflowOptions mlflow) {

  /** The name that stands for no tracker. */
  public static final String NONE = "none";

  /** The name that stands for every tracker that has what it needs. */
  public static final String ALL = "all";

  /** The log as JSON Lines alone. */
  public static final ReportOptions DEFAULTS = to(JsonLines.NAME);

  /**
   * TensorBoard's event files.
   *
   * @param loggingDir each run has a folder of its own in it; null to use the environment's {@code
   *     TENSORBOARD_LOGGING_DIR}, else the folder {@code runs} of the run's own
   * @param histograms whether evaluations are followed by histograms of the weights, and of the
   *     gradients of the step before
   */
  public record TensorBoardOptions(Path loggingDir, boolean histograms) {

    /** The run's own folder, without histograms. */
    public static final TensorBoardOptions DEFAULTS = new TensorBoardOptions(null, false);
  }

  /**
   * A run of MLflow.
   *
   * @param trackingUri {@code http:}, {@code https:} or {@code file:}, or a folder; null to use the
   *     environment's {@code MLFLOW_TRACKING_URI}
   * @param experiment its name; null to use the environment's {@code MLFLOW_EXPERIMENT_NAME}, else
   *     {@code Default}
   */
  public record MlflowOptions(String trackingUri, String experiment) {

    /** As the environment says. */
    public static final MlflowOptions DEFAULTS = new MlflowOptions(null, null);
  }

  /**
   * @throws UsageException if no name is given, or one that stands for others is not alone, or the
   *     run's name cannot be a folder's
   */
  public ReportOptions {
    to = List.copyOf(to);
    if (to.isEmpty() || to.stream().anyMatch(String::isBlank)) {
      throw new UsageException(
          "--report-to: \""
              + String.join(",", to)
              + "\" lacks a name. Give names of trackers with commas between them, all, or none.");
    }
    if (to.size() > 1 && (to.contains(NONE) || to.contains(ALL))) {
      throw new UsageException(
          "--report-to: "
              + String.join(",", to)
              + " names "
              + (to.contains(NONE) ? NONE : ALL)
              + " beside others. Give it alone, or leave it out.");
    }
    if (runName != null && !runName.matches("[^/\\\\\\p{Cntrl}]*[^/\\\\\\p{Cntrl}. ]")) {
      throw new UsageException(
          "--run-name: \""
              + runName
              + "\" cannot be the name of a folder. It must be letters, digits or other characters"
              + " but no slashes, and must not end with a dot or a space.");
    }
  }

  /** Trackers by name, with defaults otherwise. */
  public static ReportOptions to(String... names) {
    return new ReportOptions(
        List.of(names), null, TensorBoardOptions.DEFAULTS, MlflowOptions.DEFAULTS);
  }
}
