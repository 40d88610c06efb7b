package dev.classifine.train;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import dev.classifine.train.TrainingOutcome.Best;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state and the results of a training by transformers' names, as it writes them beside a
 * checkpoint.
 */
public final class TrainerState {

  private static final String FILE = "trainer_state.json";

  private TrainerState() {}

  /** {@code train_results.json}: what the training took. */
  public static Map<String, Object> trainResults(TrainingOutcome outcome) {
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("epoch", outcome.epochs());
    results.put("train_loss", Double.isNaN(outcome.loss()) ? null : outcome.loss());
    results.put("train_runtime", outcome.seconds());
    results.put("train_samples_per_second", outcome.examplesPerSecond());
    results.put("train_steps_per_second", outcome.steps() / outcome.seconds());
    results.put("train_padding_share", outcome.padding().share());
    return results;
  }

  /**
   * {@code eval_results.json}: the last evaluation; empty where there was none. A number that is
   * not finite is null, since JSON has none such.
   */
  public static Map<String, Object> evalResults(TrainingOutcome outcome) {
    Map<String, Object> results = new LinkedHashMap<>();
    if (outcome.evaluation() != null) {
      results.put("epoch", outcome.epochs());
      outcome
          .evaluation()
          .metrics("eval_")
          .forEach((name, value) -> results.put(name, Json.finiteOrNull(value)));
    }
    if (outcome.evaluationOnTrain() != null) {
      outcome
          .evaluationOnTrain()
          .metrics(Evaluations.TRAIN_PREFIX)
          .forEach((name, value) -> results.put(name, Json.finiteOrNull(value)));
    }
    return results;
  }

  /** {@code all_results.json}: both. */
  public static Map<String, Object> allResults(TrainingOutcome outcome) {
    Map<String, Object> results = new LinkedHashMap<>(trainResults(outcome));
    results.putAll(evalResults(outcome));
    return results;
  }

  /** Writes {@code trainer_state.json} at the end of a run. */
  public static void write(Path folder, TrainingOptions options, TrainingOutcome outcome) {
    List<Map<String, Object>> history = new ArrayList<>(outcome.logHistory());
    Map<String, Object> end = trainResults(outcome);
    end.put("step", outcome.steps());
    history.add(end);
    write(
        folder,
        options,
        new Place(outcome.steps(), outcome.steps(), outcome.epochs()),
        outcome.best(),
        history);
  }

  /** Writes {@code trainer_state.json} into a checkpoint. */
  static void write(
      Path folder,
      TrainingOptions options,
      TrainingProgress progress,
      Best best,
      List<Map<String, Object>> history) {
    write(
        folder,
        options,
        new Place(progress.step(), progress.totalSteps(), progress.epoch()),
        best,
        history);
  }

  /** Where a training is. */
  private record Place(long step, long totalSteps, double epoch) {}

  private static void write(
      Path folder,
      TrainingOptions options,
      Place place,
      Best best,
      List<Map<String, Object>> history) {
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("best_global_step", best == null ? null : best.step());
    state.put("best_metric", best == null ? null : best.value());
    state.put("best_model_checkpoint", best == null ? null : best.checkpoint());
    state.put("epoch", place.epoch());
    state.put("eval_steps", options.evaluation().cadence().steps());
    state.put("global_step", place.step());
    state.put("is_hyper_param_search", false);
    state.put("is_local_process_zero", true);
    state.put("is_world_process_zero", true);
    state.put("log_history", history);
    state.put("logging_steps", options.logging().steps());
    state.put("max_steps", place.totalSteps());
    state.put("num_train_epochs", options.epochs());
    state.put("save_steps", options.saving().cadence().steps());
    state.put("stateful_callbacks", new JsonObject());
    state.put("train_batch_size", options.values().get("batch_size"));
    state.put("trial_name", null);
    state.put("trial_params", null);
    WholeFile.write(folder.resolve(FILE), Json.pretty(state));
  }
}
