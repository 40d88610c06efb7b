package dev.classifine.train;

import java.util.Map;

/**
 * Hears of a training, on the training's thread, in this order: {@link #onBegin}; for every step
 * {@link #onStep}, then {@link #onLog} where the step is logged; for every evaluation {@link
 * #onEvaluationStep} for every batch, then {@link #onEvaluation} and {@link #onLog}; {@link
 * #onEnd}, which is not called where the training fails.
 */
public interface TrainingCallback {

  /**
   * Before the first step.
   *
   * @param totalSteps optimizer steps of the run
   */
  default void onBegin(long totalSteps) {}

  /** After a step's update. */
  default void onStep(TrainingProgress progress) {}

  /**
   * A new entry of the log history.
   *
   * @param entry values by transformers' names: {@code loss}, {@code grad_norm}, {@code
   *     learning_rate}, {@code epoch}, {@code step}, {@code eval_...}
   */
  default void onLog(Map<String, Object> entry) {}

  /** After a batch of an evaluation. */
  default void onEvaluationStep(int rowsDone, int rows) {}

  /** After an evaluation. */
  default void onEvaluation(EvaluationReport report, TrainingProgress progress) {}

  /** After the last step and its evaluation. */
  default void onEnd(TrainingOutcome outcome) {}
}
