package dev.classifine.cli;

import dev.classifine.error.UsageException;
import dev.classifine.tracking.ReportOptions;
import dev.classifine.tracking.ReportOptions.MlflowOptions;
import dev.classifine.tracking.ReportOptions.TensorBoardOptions;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Option;

/** What hears of a run, as options. */
final class ReportArguments {

  private static final Logger LOG = LoggerFactory.getLogger(ReportArguments.class);

  private static final Pattern LOGIN =
      Pattern.compile("^\\s*https?://[^/?#]*@", Pattern.CASE_INSENSITIVE);

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

  /**
   * The options.
   *
   * @throws UsageException if one is of a tracker and none was asked for, or the address holds a
   *     login
   */
  ReportOptions options() {
    if (loggingDir != null && reportTo == null) { // as transformers' users have it
      LOG.warn("--logging-dir: nothing is written there without --report-to tensorboard.");
    }
    check("--tensorboard-histograms", histograms, "tensorboard");
    check("--mlflow-tracking-uri", mlflowTrackingUri != null, "mlflow");
    check("--mlflow-experiment", mlflowExperiment != null, "mlflow");
    if (mlflowTrackingUri != null && LOGIN.matcher(mlflowTrackingUri).find()) {
      throw new UsageException(
          "--mlflow-tracking-uri: holds a login, where others can read it. Put it into the"
              + " environment variables MLFLOW_TRACKING_USERNAME and MLFLOW_TRACKING_PASSWORD.");
    }
    return new ReportOptions(
        reportTo == null
            ? ReportOptions.DEFAULTS.to()
            : List.of(reportTo.trim().split("\\s*,\\s*", -1)),
        runName,
        new TensorBoardOptions(loggingDir, histograms),
        new MlflowOptions(mlflowTrackingUri, mlflowExperiment));
  }

  /**
   * Of several trackers in a file the command line may choose some; of none, nothing would come.
   */
  private void check(String option, boolean given, String tracker) {
    if (given && reportTo == null) {
      throw new UsageException(
          option
              + ": has no meaning without --report-to "
              + tracker
              + ". Give both, or leave it out.");
    }
  }
}
