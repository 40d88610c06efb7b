package dev.classifine.tracking.mlflow;

import dev.classifine.io.Json;
import dev.classifine.tracking.RunEnd;
import dev.classifine.tracking.RunTracker;
import dev.classifine.tracking.TrackerSettings;
import dev.classifine.train.TrainerState;
import dev.classifine.train.TrainingControl;
import dev.classifine.train.TrainingOutcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Puts what MLflow is to be told into a queue; what runs there uses the fields of the delivery. */
final class MlflowTracker implements RunTracker {

  private static final int LONGEST_PARAM = 6000;
  private static final int LONGEST_TAG = 5000;

  private final TrackerSettings settings;
  private final MlflowStore store;
  private final String experiment;
  private final Delivery delivery;
  private final Duration patience;
  private final RunFile runFile;
  private long resumedFrom = -1;

  // of the delivery's thread alone
  private RunId run;
  private boolean paramsDue;
  private Map<String, Long> told = Map.of();

  /**
   * @param place of the store
   * @param patience with what is not delivered yet in the end
   */
  MlflowTracker(
      TrackerSettings settings,
      String place,
      MlflowStore store,
      String experiment,
      Delivery delivery,
      Duration patience) {
    this.settings = settings;
    this.store = store;
    this.experiment = experiment;
    this.delivery = delivery;
    this.patience = patience;
    this.runFile = new RunFile(settings.output(), place);
  }

  @Override
  public void onResume(Path folder, long step) {
    resumedFrom = step;
  }

  @Override
  public void onBegin(long totalSteps, TrainingControl control) {
    long step = resumedFrom;
    long now = System.currentTimeMillis();
    delivery.offer(() -> begin(step, now));
  }

  /** Is tried again from where it failed. */
  private void begin(long step, long time) throws IOException, InterruptedException {
    if (run == null && !resume(step)) {
      RunId made =
          store.createRun(store.experiment(experiment), settings.runName(), time, beginTags());
      run = made;
      paramsDue = true;
    }
    if (paramsDue) {
      runFile.write(run);
      store.params(run, params());
      paramsDue = false;
    }
  }

  private boolean resume(long step) throws IOException, InterruptedException {
    Optional<RunId> earlier = step < 0 ? Optional.empty() : runFile.read();
    if (earlier.isPresent()) {
      Optional<Map<String, Long>> last = store.resume(earlier.get(), step);
      if (last.isPresent()) {
        told = last.get();
        run = earlier.get();
        return true;
      }
    }
    return false;
  }

  @Override
  public void onLog(Map<String, Object> entry) {
    metrics((Long) entry.get("step"), entry);
  }

  @Override
  public void onEnd(TrainingOutcome outcome) {
    if (outcome.end() != TrainingOutcome.End.INTERRUPTED) {
      metrics(outcome.steps(), TrainerState.trainResults(outcome));
    }
  }

  private void metrics(long step, Map<String, Object> values) {
    long time = System.currentTimeMillis();
    List<Point> points = new ArrayList<>();
    values.forEach(
        (name, value) -> {
          if (value instanceof Number number && !name.equals("step")) {
            points.add(new Point(Point.key(name), number.doubleValue(), time, step));
          }
        });
    delivery.offer(
        () ->
            store.metrics(
                run(),
                points.stream()
                    .filter(point -> told.getOrDefault(point.key(), -1L) < step)
                    .toList()));
  }

  @Override
  public void close(RunEnd end) {
    long time = System.currentTimeMillis();
    delivery.close(
        () -> {
          store.tags(run(), endTags(end));
          store.end(run(), RunStatus.of(end.status()), time);
        },
        patience);
  }

  /** Where it could not begin, nothing else can be told. */
  private RunId run() throws RefusedException {
    if (run == null) {
      throw new RefusedException("", "there is no run.");
    }
    return run;
  }

  private Map<String, String> params() {
    Map<String, String> params = new LinkedHashMap<>();
    settings
        .values()
        .forEach(
            (name, value) -> {
              if (value != null) {
                String text = value instanceof String string ? string : Json.line(value);
                params.put(Point.key(name), cut(text, LONGEST_PARAM));
              }
            });
    return params;
  }

  private Map<String, String> beginTags() {
    Map<String, String> tags = new LinkedHashMap<>();
    tags.put("mlflow.runName", settings.runName());
    tags.put("mlflow.user", System.getProperty("user.name", ""));
    tags.put("mlflow.source.name", "classifine");
    tags.put("mlflow.source.type", "LOCAL");
    tags.put("classifine.output", settings.output().toAbsolutePath().normalize().toString());
    tags.put("classifine.problem_type", settings.problem().id());
    tags.put("classifine.labels", cut(Json.line(settings.labels().names()), LONGEST_TAG));
    return tags;
  }

  private static Map<String, String> endTags(RunEnd end) {
    List<String> names = end.files().stream().map(file -> file.getFileName().toString()).toList();
    return names.isEmpty()
        ? Map.of()
        : Map.of("classifine.files", cut(Json.line(names), LONGEST_TAG));
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most);
  }
}
