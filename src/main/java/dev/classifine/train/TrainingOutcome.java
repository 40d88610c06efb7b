package dev.classifine.train;

import dev.classifine.problem.LabelSmoothing;
import java.util.List;
import java.util.Map;

/**
 * What a training came to.
 *
 * @param end how it ended
 * @param steps optimizer steps done, those before it was gone on with included
 * @param epochs passes over the training set
 * @param loss the mean of the losses of all steps that made an update
 * @param seconds wall time, evaluations included
 * @param examples rows trained on, counted at each pass
 * @param padding of the passes that were run
 * @param skippedSteps steps that made no update since their loss or gradient was not finite
 * @param resumedFrom the step of the checkpoint that was gone on from; -1 where it began anew
 * @param best the best evaluation; null where nothing was evaluated
 * @param smoothingAsked the label smoothing of the options
 * @param smoothingInEffect the label smoothing that was used
 * @param warnings what was warned of
 * @param logHistory the log's entries
 * @param evaluation the evaluation of the weights that it ended with, or the last one; null where
 *     there was none
 * @param evaluationOnTrain the same on the training rows; null where that was not asked for
 */
public record TrainingOutcome(
    End end,
    long steps,
    double epochs,
    double loss,
    double seconds,
    long examples,
    Padding padding,
    long skippedSteps,
    long resumedFrom,
    Best best,
    LabelSmoothing smoothingAsked,
    LabelSmoothing smoothingInEffect,
    List<String> warnings,
    List<Map<String, Object>> logHistory,
    EvaluationReport evaluation,
    EvaluationReport evaluationOnTrain) {

  /** How a training ended. */
  public enum End {
    /** After its last step. */
    COMPLETED,
    /** Since evaluations no longer got better. */
    EARLY_STOPPED,
    /** Since a callback asked for it. */
    STOPPED,
    /** Since it was asked to from outside: it can be gone on with. */
    INTERRUPTED
  }

  /**
   * The best evaluation.
   *
   * @param step optimizer steps done before it
   * @param value the metric that was asked for
   * @param checkpoint the name of its checkpoint; null where none was kept for it
   */
  public record Best(long step, double value, String checkpoint) {}

  /** Rows a second, evaluations' time included. */
  public double examplesPerSecond() {
    return examples / seconds;
  }
}
