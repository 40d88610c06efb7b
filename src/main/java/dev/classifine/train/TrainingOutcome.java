package dev.classifine.train;

import dev.classifine.problem.LabelSmoothing;
import java.util.List;
import java.util.Map;

/**
 * What a training came to.
 *
 * @param steps optimizer steps done
 * @param epochs passes over the training set
 * @param loss the mean of the losses of all steps that had one
 * @param seconds wall time, evaluations included
 * @param examples rows trained on, counted at each pass
 * @param smoothingAsked the label smoothing of the options
 * @param smoothingInEffect the label smoothing that was used
 * @param warnings what was warned of
 * @param logHistory the log's entries
 * @param evaluation the last evaluation; null where there was no evaluation set
 */
public record TrainingOutcome(
    long steps,
    double epochs,
    double loss,
    double seconds,
    long examples,
    LabelSmoothing smoothingAsked,
    LabelSmoothing smoothingInEffect,
    List<String> warnings,
    List<Map<String, Object>> logHistory,
    EvaluationReport evaluation) {

  /** Rows a second, evaluations' time included. */
  public double examplesPerSecond() {
    return examples / seconds;
  }
}
