package dev.classifine.cli;

import dev.classifine.tracking.ReportOptions;
import dev.classifine.tracking.ReportOptions.MlflowOptions;
import dev.classifine.tracking.ReportOptions.TensorBoardOptions;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Option;

/** What hears of a run, as options. */
final class ReportArguments {

  @Option(
      names = "--report-to",
      paramLabel = "NAME[,NAME]",
      description =
          "Trackers: jsonl (default), tensorboard, mlflow, or others on the class path; all or"
              + " none.")
  private String reportTo;

  @Option(
      names = "--run-name",
      paramLabel = "NAME",
      description = "What trackers call the run (default: as its folder).")
  private String runName;

  @Option(
      names = "--logging-dir",
      paramLabel = "DIR",
      description = "Folder for TensorBoard, with one for each run in it (default: OUTPUT/runs).")
  private Path loggingDir;

  @Option(
      names = "--tensorboard-histograms",
      description =
          "Show TensorBoard how weights and gradients are distributed at each evaluation.")
  private boolean histograms;

  @Option(
      names = "--mlflow-tracking-uri",
      paramLabel = "URI",
      description = "MLflow's server, or file: and a folder (default: MLFLOW_TRACKING_URI).")
  private String mlflowTrackingUri;

  @Option(
      names = "--mlflow-experiment",
      paramLabel = "NAME",
      description = "Default: MLFLOW_EXPERIMENT_NAME, else Default.")
  private String mlflowExperiment;

  ReportOptions options() {
    return new ReportOptions(
        reportTo == null
            ? ReportOptions.DEFAULTS.to()
            : List.of(reportTo.trim().split("\\s*,\\s*", -1)),
        runName,
        new TensorBoardOptions(loggingDir, histograms),
        new MlflowOptions(mlflowTrackingUri, mlflowExperiment));
  }
}
