package dev.classifine.train;

import dev.classifine.error.UsageException;
import dev.classifine.metrics.Evaluation;
import dev.classifine.problem.LabelSmoothing;

/**
 * Which of a training's evaluations is the best, and what follows from that.
 *
 * @param metric the metric's name, with or without {@code eval_}; default {@code loss}
 * @param direction whether greater or smaller is better; default by the metric's name
 * @param loadBest whether the training ends with the best evaluation's weights; default not
 * @param patience the training ends after this many evaluations in a row that are no better than
 *     the best before them; 0 never; default 0
 * @param threshold by how much an evaluation must be better to count for the patience, at least 0;
 *     default 0
 */
public record SelectionOptions(
    String metric, Direction direction, boolean loadBest, int patience, double threshold) {

  /** The defaults. */
  public static final SelectionOptions DEFAULTS =
      new SelectionOptions("loss", Direction.BY_NAME, false, 0, 0);

  /** Which way a metric gets better. */
  public enum Direction {
    /** As the metric's name tells: losses and errors downwards, all others upwards. */
    BY_NAME,
    /** Upwards. */
    GREATER,
    /** Downwards. */
    SMALLER
  }

  /**
   * @throws UsageException if there is no metric, or a number is out of its range
   */
  public SelectionOptions {
    if (metric == null || metric.isBlank()) {
      throw new UsageException(
          "metric for best model: missing. It must be a metric of the evaluation, such as loss.");
    }
    if (patience < 0) {
      throw new UsageException(
          "early stopping patience: "
              + patience
              + " is below 0. It must be a number of evaluations, or 0 for no early stopping.");
    }
    if (!(threshold >= 0) || Double.isInfinite(threshold)) {
      throw new UsageException(
          "early stopping threshold: " + threshold + " is out of range. It must be at least 0.");
    }
    if (threshold > 0 && patience == 0) {
      throw new UsageException(
          "early stopping threshold: "
              + threshold
              + " has no meaning without early stopping. Give a patience of at least 1 with it.");
    }
  }

  /**
   * Checks, before a training is made, that its evaluations can tell the best one.
   *
   * @param evaluation an evaluation of the problem, of no rows perhaps: its metrics are known
   * @param asked label smoothing as asked for, which gives a metric of its own where it is in
   *     effect
   * @param evaluates whether there are rows to evaluate on
   * @throws UsageException if the metric is not one of the evaluation's, or there are no rows
   *     though something follows from them
   */
  public void check(Evaluation evaluation, LabelSmoothing asked, boolean evaluates) {
    boolean inEffect = asked.conflictWith(evaluation.problemType()).isEmpty();
    new MetricChoice(this, evaluates).check(evaluation, inEffect ? asked : LabelSmoothing.NONE);
  }

  /** Whether anything follows from which evaluation is the best. */
  public boolean isOn() {
    return loadBest || patience > 0;
  }
}
