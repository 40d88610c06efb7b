package dev.classifine.train;

import dev.classifine.error.UsageException;

/**
 * When and how a training evaluates, where it has an evaluation set.
 *
 * @param cadence how often; after the last step in any case but with {@link Cadence#NEVER}; default
 *     each epoch
 * @param batchSize rows of one pass, at least 1; default 64
 * @param onTrain whether the training set is evaluated too, as {@code eval_train_...}; default not
 * @param diagnosed whether evaluations keep what a report shows beside the metrics; default not
 */
public record EvaluationOptions(
    Cadence cadence, int batchSize, boolean onTrain, boolean diagnosed) {

  /** The defaults. */
  public static final EvaluationOptions DEFAULTS =
      new EvaluationOptions(Cadence.EVERY_EPOCH, 64, false, false);

  /**
   * @throws UsageException if the batch is smaller than one row
   */
  public EvaluationOptions {
    if (batchSize < 1) {
      throw new UsageException(
          "evaluation batch size: " + batchSize + " is out of range. It must be at least 1.");
    }
  }

  /** Without what a report shows. */
  public EvaluationOptions(Cadence cadence, int batchSize, boolean onTrain) {
    this(cadence, batchSize, onTrain, false);
  }

  /** The same with rows of another number in a pass. */
  EvaluationOptions withBatchSize(int value) {
    return new EvaluationOptions(cadence, value, onTrain, diagnosed);
  }

  /** The same, keeping what a report shows or not. */
  public EvaluationOptions withDiagnosed(boolean value) {
    return new EvaluationOptions(cadence, batchSize, onTrain, value);
  }
}
