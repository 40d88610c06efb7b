package dev.classifine.train;

import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The state and the results of a training by transformers' names, as it writes them beside a
 * checkpoint.
 */
public final class TrainerState {

  private TrainerState() {}

  /** {@code train_results.json}: what the training took. */
  public static Map<String, Object> trainResults(TrainingOutcome outcome) {
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("epoch", outcome.epochs());
    results.put("train_loss", outcome.loss());
    results.put("train_runtime", outcome.seconds());
    results.put("train_samples_per_second", outcome.examplesPerSecond());
    results.put("train_steps_per_second", outcome.steps() / outcome.seconds());
    return results;
  }

  /** {@code eval_results.json}: the last evaluation; empty where there was none. */
  public static Map<String, Object> evalResults(TrainingOutcome outcome) {
    Map<String, Object> results = new LinkedHashMap<>();
    if (outcome.evaluation() != null) {
      results.put("epoch", outcome.epochs());
      results.putAll(outcome.evaluation().metrics("eval_"));
    }
    return results;
  }

  /** {@code all_results.json}: both. */
  public static Map<String, Object> allResults(TrainingOutcome outcome) {
    Map<String, Object> results = new LinkedHashMap<>(trainResults(outcome));
    results.putAll(evalResults(outcome));
    return results;
  }

  /** {@code trainer_state.json}. */
  public static Map<String, Object> state(TrainingOptions options, TrainingOutcome outcome) {
    List<Map<String, Object>> history = new ArrayList<>(outcome.logHistory());
    Map<String, Object> end = trainResults(outcome);
    end.put("step", outcome.steps());
    history.add(end);
    Map<String, Object> state = new LinkedHashMap<>();
    state.put("best_global_step", null);
    state.put("best_metric", null);
    state.put("best_model_checkpoint", null);
    state.put("epoch", outcome.epochs());
    state.put("global_step", outcome.steps());
    state.put("is_hyper_param_search", false);
    state.put("is_local_process_zero", true);
    state.put("is_world_process_zero", true);
    state.put("log_history", history);
    state.put("logging_steps", options.loggingSteps());
    state.put("max_steps", outcome.steps());
    state.put("num_train_epochs", options.epochs());
    state.put("stateful_callbacks", new JsonObject());
    state.put("train_batch_size", options.batchSize());
    state.put("trial_name", null);
    state.put("trial_params", null);
    return state;
  }
}
