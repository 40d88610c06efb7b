package dev.classifine.train;

import dev.classifine.error.UsageException;
import dev.classifine.optim.OptimizerOptions;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.LossOptions;

/**
 * How to train. Defaults are those of transformers' {@code TrainingArguments} where it has the
 * option, but for the evaluation batch (64 instead of 8) and logging (every 50 steps instead of
 * 500).
 *
 * @param epochs passes over the training set, above 0, may be a fraction; default 3
 * @param maxSteps optimizer steps, overriding the epochs; 0 goes by the epochs; default 0
 * @param batchSize rows of one forward and backward pass, at least 1; default 8
 * @param gradientAccumulationSteps passes of one optimizer step, at least 1: the effective batch is
 *     their product; default 1
 * @param evalBatchSize rows of one pass of evaluation, at least 1; default 64
 * @param loggingSteps steps between two entries of the log, at least 1; default 50
 * @param seed fixes the order of the rows, dropout and new layers; default 42
 * @param order the order of the rows in each epoch; default bucketed
 * @param loss the training loss, label smoothing as asked for; default plain
 * @param optimizer learning rate, decay, clipping, schedule
 */
public record TrainingOptions(
    double epochs,
    long maxSteps,
    int batchSize,
    int gradientAccumulationSteps,
    int evalBatchSize,
    int loggingSteps,
    long seed,
    RowOrder order,
    LossOptions loss,
    OptimizerOptions optimizer) {

  /** The defaults. */
  public static final TrainingOptions DEFAULTS =
      new TrainingOptions(
          3,
          0,
          8,
          1,
          64,
          50,
          42,
          RowOrder.BUCKETED,
          LossOptions.DEFAULTS,
          OptimizerOptions.DEFAULTS);

  /** The order in which an epoch sees the rows. */
  public enum RowOrder {
    /**
     * Shuffled, but so that rows of like length meet in a batch and little is padded: windows of
     * {@value EpochPlan#WINDOW_BATCHES} batches are sorted by length and the batches shuffled.
     */
    BUCKETED,
    /** A new random order in each epoch, fixed by the seed. */
    SHUFFLED,
    /** As they stand in the set. */
    SEQUENTIAL
  }

  /**
   * @throws UsageException if a number is out of its range
   */
  public TrainingOptions {
    if (!(epochs > 0) || Double.isInfinite(epochs)) {
      throw new UsageException("epochs: " + epochs + " is out of range. It must be above 0.");
    }
    if (maxSteps < 0) {
      throw new UsageException(
          "max steps: "
              + maxSteps
              + " is below 0. It must be at least 1, or 0 to go by the epochs.");
    }
    atLeastOne(batchSize, "batch size");
    atLeastOne(gradientAccumulationSteps, "gradient accumulation steps");
    atLeastOne(evalBatchSize, "evaluation batch size");
    atLeastOne(loggingSteps, "logging steps");
    if ((long) batchSize * gradientAccumulationSteps > Integer.MAX_VALUE) {
      throw new UsageException(
          "batch size: "
              + batchSize
              + " x "
              + gradientAccumulationSteps
              + " is more rows than can be counted.");
    }
  }

  /** A builder that begins with the defaults. */
  public static TrainingOptionsBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** A builder that begins with these options. */
  public TrainingOptionsBuilder toBuilder() {
    return new TrainingOptionsBuilder(this);
  }

  /** The label smoothing asked for. */
  public LabelSmoothing labelSmoothing() {
    return loss.labelSmoothing();
  }

  /** Rows of one optimizer step. */
  public int effectiveBatchSize() {
    return batchSize * gradientAccumulationSteps;
  }

  /** Optimizer steps of one pass over {@code rows} rows; the last may have a smaller batch. */
  public long stepsPerEpoch(int rows) {
    return (rows + effectiveBatchSize() - 1L) / effectiveBatchSize();
  }

  /** Optimizer steps of the run. */
  public long totalSteps(int rows) {
    return maxSteps > 0 ? maxSteps : (long) Math.ceil(epochs * stepsPerEpoch(rows));
  }

  private static void atLeastOne(int value, String name) {
    if (value < 1) {
      throw new UsageException(name + ": " + value + " is out of range. It must be at least 1.");
    }
  }
}
