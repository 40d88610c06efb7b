package dev.classifine.tracking.mlflow;

import dev.classifine.error.UsageException;
import dev.classifine.tracking.ReportOptions;
import dev.classifine.tracking.RunTracker;
import dev.classifine.tracking.TrackerFactory;
import dev.classifine.tracking.TrackerSettings;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Tells MLflow of a run: its options as params, the log's entries as metrics with their steps, tags
 * and in the end a list of the files that it left. The environment's {@code MLFLOW_TRACKING_URI},
 * {@code MLFLOW_EXPERIMENT_NAME}, {@code MLFLOW_TRACKING_USERNAME} with {@code
 * MLFLOW_TRACKING_PASSWORD}, and {@code MLFLOW_TRACKING_TOKEN} mean what they mean to MLflow's own
 * client.
 */
public final class Mlflow implements TrackerFactory {

  /** What {@code --report-to} calls it. */
  public static final String NAME = "mlflow";

  private static final String URI_OPTION = "--mlflow-tracking-uri";
  private static final String URI_VARIABLE = "MLFLOW_TRACKING_URI";

  private final Duration firstRetry;
  private final Duration requestLimit;
  private final Duration patience;

  /**
   * With waits between tries from 1 second, 10 seconds for an answer, and 10 seconds in the end for
   * what was not delivered so far.
   */
  public Mlflow() {
    this(Duration.ofSeconds(1), Duration.ofSeconds(10), Duration.ofSeconds(10));
  }

  /** With other waits. */
  Mlflow(Duration firstRetry, Duration requestLimit, Duration patience) {
    this.firstRetry = firstRetry;
    this.requestLimit = requestLimit;
    this.patience = patience;
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public boolean isConfigured(ReportOptions options, Map<String, String> environment) {
    return uri(options, environment).isPresent();
  }

  @Override
  public void check(ReportOptions options, Map<String, String> environment) {
    place(options, environment);
    String experiment = experiment(options, environment);
    if (experiment.isBlank() || experiment.length() > 500) {
      throw new UsageException(
          "--mlflow-experiment: \""
              + experiment
              + "\" cannot be an experiment's name. It must be 1 to 500 characters.");
    }
  }

  @Override
  public RunTracker create(TrackerSettings settings) {
    Place place = place(settings.options(), settings.environment());
    return new MlflowTracker(
        settings,
        place.toString(),
        place.store(settings.environment(), requestLimit),
        experiment(settings.options(), settings.environment()),
        new Delivery("MLflow at " + place, firstRetry),
        patience);
  }

  private static Place place(ReportOptions options, Map<String, String> environment) {
    String uri =
        uri(options, environment)
            .orElseThrow(
                () ->
                    new UsageException(
                        URI_OPTION
                            + ": missing, and the environment has no "
                            + URI_VARIABLE
                            + ". Give the address of a tracking server, http://HOST:5000, or a"
                            + " folder, file:mlruns."));
    String from = options.mlflow().trackingUri() == null ? URI_VARIABLE : URI_OPTION;
    return Place.of(uri, from);
  }

  private static Optional<String> uri(ReportOptions options, Map<String, String> environment) {
    String given = options.mlflow().trackingUri();
    return Optional.ofNullable(given == null ? environment.get(URI_VARIABLE) : given)
        .filter(uri -> !uri.isBlank());
  }

  private static String experiment(ReportOptions options, Map<String, String> environment) {
    String given = options.mlflow().experiment();
    return given == null ? environment.getOrDefault("MLFLOW_EXPERIMENT_NAME", "Default") : given;
  }
}
