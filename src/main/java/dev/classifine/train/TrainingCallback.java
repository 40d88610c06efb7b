package dev.classifine.train;

import ai.djl.ndarray.NDArray;
import dev.classifine.problem.Targets;
import java.nio.file.Path;
import java.util.Map;

/**
 * Hears of a training, on the training's thread, in this order:
 *
 * <ol>
 *   <li>{@link #onResume} where the training goes on from a checkpoint, then {@link #onBegin};
 *   <li>{@link #onEpochBegin} before an epoch's first step, or before the first one after a
 *       checkpoint within an epoch;
 *   <li>{@link #wantsGradients} before each step, and {@link #onGradients} within those that were
 *       asked for;
 *   <li>{@link #onStep} after each step, then {@link #onLog} where the step is logged;
 *   <li>after a step that is followed by an evaluation: {@link #onEvaluationBatch} and {@link
 *       #onEvaluationStep} for every batch, {@link #onLog}, {@link #onEvaluation};
 *   <li>{@link #onEpochEnd} after the evaluation that follows an epoch's last step;
 *   <li>{@link #onLog} of the steps that were not logged yet, where one of these ended the
 *       training;
 *   <li>{@link #onSave} after a checkpoint, which is written after all of these, before best
 *       weights are loaded that are evaluated again, or before the failure of an evaluation or of
 *       loading the best weights ends the training;
 *   <li>{@link #onEvaluationBatch} and {@link #onEvaluationStep} alone, where the weights that the
 *       training ends with were not evaluated: the best that were loaded, or the last where what
 *       followed their step ended it;
 *   <li>{@link #onEnd}, which is not called where the training fails.
 * </ol>
 *
 * <p>DJL's {@code TrainingListener}s hear of batches before {@code onStep} and {@code
 * onEvaluationStep}, and of an epoch's end before {@code onEpochEnd}. What a callback throws ends
 * the training.
 */
public interface TrainingCallback {

  /**
   * Before the first step.
   *
   * @param totalSteps optimizer steps of the run
   * @param control by which the callback can ask for things; to be used on the training's thread
   */
  default void onBegin(long totalSteps, TrainingControl control) {}

  /**
   * Before {@link #onBegin}, where the training goes on from a checkpoint.
   *
   * @param folder the checkpoint
   * @param step optimizer steps done before it
   */
  default void onResume(Path folder, long step) {}

  /**
   * Before an epoch's steps.
   *
   * @param epoch from 0
   */
  default void onEpochBegin(long epoch) {}

  /**
   * Asks for {@link #onGradients} of the step that is about to be made. This is asked before each
   * step, and what is not asked for costs nothing.
   *
   * @param step optimizer steps done after it
   * @param evaluated whether an evaluation follows it, as far as that is known before it
   */
  default boolean wantsGradients(long step, boolean evaluated) {
    return false;
  }

  /**
   * Within a step, before its update; once more where memory was full and its passes are halved.
   *
   * @param gradients of the effective batch, before clipping, by the parameters' names; of a word
   *     embedding those of some words, where {@link TrainingOptions#subVocabulary} is heeded. To be
   *     read, and only in this call
   * @param scale what they are multiplied with: 1 but in float16
   */
  default void onGradients(Map<String, NDArray> gradients, double scale) {}

  /**
   * After a step's update. The block's parameters are up to date in every method but this one,
   * {@link #wantsGradients}, {@link #onGradients} and {@link #onLog} of a step: in these its word
   * embedding is behind where {@link TrainingOptions#subVocabulary} is heeded.
   *
   * <p>On a GPU the numbers of several steps are read together, and asking for {@link
   * TrainingProgress#loss} reads them at once: a callback that does so in every step makes every
   * step wait for the GPU. Where nobody asks, a step that is not finite is noticed some steps
   * later, at the next entry of the log at the latest, and was told of here before.
   */
  default void onStep(TrainingProgress progress) {}

  /**
   * A new entry of the log history.
   *
   * @param entry values by transformers' names: {@code loss}, {@code grad_norm}, {@code
   *     learning_rate}, {@code epoch}, {@code step}, {@code eval_...}; null for what is not finite
   */
  default void onLog(Map<String, Object> entry) {}

  /**
   * What the model gave for a batch of an evaluation, before its {@link #onEvaluationStep}.
   *
   * @param logits row-major, {@code [rows, K]}; neither to be changed nor kept
   * @param targets the truth of these rows, none of which is ignored as a whole
   */
  default void onEvaluationBatch(float[] logits, Targets targets) {}

  /** After a batch of an evaluation. */
  default void onEvaluationStep(int rowsDone, int rows) {}

  /** After an evaluation. */
  default void onEvaluation(EvaluationReport report, TrainingProgress progress) {}

  /** After an epoch's last step and its evaluation, or those of the run. */
  default void onEpochEnd(TrainingProgress progress) {}

  /**
   * After a checkpoint was written.
   *
   * @param folder its folder, {@code checkpoint-STEP}
   */
  default void onSave(Path folder, TrainingProgress progress) {}

  /** After the last step and its evaluation, also where the training was interrupted. */
  default void onEnd(TrainingOutcome outcome) {}
}
