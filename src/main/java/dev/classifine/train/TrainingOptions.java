package dev.classifine.train;

import dev.classifine.error.UsageException;
import dev.classifine.optim.OptimizerOptions;
import dev.classifine.optim.Scheduler;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.LossOptions;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * How to train. Defaults are those of transformers' {@code TrainingArguments} where it has the
 * option, but for the evaluation batch (64 instead of 8), evaluating each epoch where there is an
 * evaluation set, logging (every 50 steps instead of 500) and how many checkpoints stay (2).
 *
 * @param epochs passes over the training set, above 0, may be a fraction; default 3
 * @param maxSteps optimizer steps, overriding the epochs; 0 goes by the epochs; default 0
 * @param batchSize rows of one forward and backward pass, at least 1; default 8
 * @param gradientAccumulationSteps passes of one optimizer step on each device, at least 1: the
 *     effective batch is their product, times the number of devices; default 1
 * @param maxTokensPerBatch tokens of one forward and backward pass, padding included, in place of
 *     the batch size: a pass holds as many rows of like length as fit, rows times the longest of
 *     them, and a longer row is one of its own; at least 1, or 0 to go by the batch size; default 0
 * @param autoBatchSize whether passes are halved, and their number doubled, where the device's
 *     memory does not hold one; default not
 * @param seed fixes the order of the rows, dropout and new layers; default 42
 * @param order the order of the rows in each epoch; default bucketed
 * @param subVocabulary whether of the word embedding only the rows of those words are trained that
 *     occur in the training set, where that is known: the same updates in less memory and time.
 *     Between two steps the block's own embedding is then behind; it is up to date at the end of an
 *     epoch, in an evaluation, in a checkpoint, and at the end of the training. Default yes
 * @param loss the training loss, label smoothing as asked for; default plain
 * @param optimizer learning rate, decay, clipping, schedule
 * @param numerics what happens where numbers leave their range
 * @param logging how often the log gets an entry, the last step always; default every 50 steps
 * @param evaluation when and how to evaluate
 * @param saving when to write checkpoints
 * @param selection what follows from which evaluation is the best
 */
public record TrainingOptions(
    double epochs,
    long maxSteps,
    int batchSize,
    int gradientAccumulationSteps,
    int maxTokensPerBatch,
    boolean autoBatchSize,
    long seed,
    RowOrder order,
    boolean subVocabulary,
    LossOptions loss,
    OptimizerOptions optimizer,
    NumericsOptions numerics,
    Cadence logging,
    EvaluationOptions evaluation,
    SavingOptions saving,
    SelectionOptions selection) {

  /** The defaults. */
  public static final TrainingOptions DEFAULTS =
      new TrainingOptions(
          3,
          0,
          8,
          1,
          0,
          false,
          42,
          RowOrder.BUCKETED,
          true,
          LossOptions.DEFAULTS,
          OptimizerOptions.DEFAULTS,
          NumericsOptions.DEFAULTS,
          Cadence.every(50),
          EvaluationOptions.DEFAULTS,
          SavingOptions.DEFAULTS,
          SelectionOptions.DEFAULTS);

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
   * @throws UsageException if a number is out of its range, or options contradict each other
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
    if (maxTokensPerBatch == 0
        && (long) batchSize * gradientAccumulationSteps > Integer.MAX_VALUE) {
      throw new UsageException(
          "batch size: "
              + batchSize
              + " x "
              + gradientAccumulationSteps
              + " is more rows than can be counted.");
    }
    checkBudget(maxTokensPerBatch, order);
    if (selection.isOn() && !evaluation.cadence().isOn()) {
      throw new UsageException(
          "load best model at end, early stopping: nothing is evaluated, so nothing is the best."
              + " Give an evaluation strategy of steps or epoch with them.");
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

  /**
   * The options with which one device makes the updates of several: as many times the passes.
   *
   * @param devices how many run passes of their own in each step, at least 1
   * @throws UsageException if their rows are more than can be counted
   */
  public TrainingOptions acrossDevices(int devices) {
    long passes = (long) gradientAccumulationSteps * devices;
    return toBuilder().gradientAccumulationSteps((int) Math.min(passes, Integer.MAX_VALUE)).build();
  }

  /** Rows of one optimizer step on one device; without meaning where tokens are counted. */
  public int effectiveBatchSize() {
    return batchSize * gradientAccumulationSteps;
  }

  /** Optimizer steps of one pass over a set; the last may have a smaller batch. */
  public long stepsPerEpoch(TrainingSet set) {
    PassPlan plan = PassPlan.of(this, set);
    long passes = plan.passesPerEpoch(plan.limit());
    return (passes + gradientAccumulationSteps - 1L) / gradientAccumulationSteps;
  }

  /** Optimizer steps of the run. */
  public long totalSteps(TrainingSet set) {
    return maxSteps > 0 ? maxSteps : (long) Math.ceil(epochs * stepsPerEpoch(set));
  }

  /**
   * What an optimizer step is made of on one device, by its names in {@code run.json}: the rows, or
   * with a token budget the passes.
   */
  public Map<String, Object> stepValues() {
    boolean byTokens = maxTokensPerBatch > 0;
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("effective_batch_size", byTokens ? null : effectiveBatchSize());
    map.put("passes_per_step", byTokens ? gradientAccumulationSteps : null);
    return map;
  }

  /** The options by their names in {@code run.json}. */
  public Map<String, Object> values() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("epochs", epochs);
    map.put("max_steps", maxSteps);
    map.put("batch_size", maxTokensPerBatch > 0 ? null : batchSize);
    map.put("gradient_accumulation_steps", gradientAccumulationSteps);
    map.put("max_tokens_per_batch", maxTokensPerBatch > 0 ? maxTokensPerBatch : null);
    map.putAll(stepValues());
    map.put("auto_batch_size", autoBatchSize);
    map.put("seed", seed);
    map.put("order", order.name().toLowerCase(Locale.ROOT));
    map.put("sub_vocabulary", subVocabulary);
    map.putAll(loss.values());
    map.putAll(optimizer.values());
    map.put("non_finite", numerics.nonFinite().id());
    map.put("loss_scale", numerics.lossScale());
    map.put("logging_strategy", logging.when().id());
    map.put("logging_steps", logging.steps());
    map.put("eval_strategy", evaluation.cadence().when().id());
    map.put("eval_steps", evaluation.cadence().steps());
    map.put("eval_batch_size", evaluation.batchSize());
    map.put("eval_on_train", evaluation.onTrain());
    map.put("save_strategy", saving.cadence().when().id());
    map.put("save_steps", saving.cadence().steps());
    map.put("save_limit", saving.limit());
    map.put("metric_for_best_model", selection.metric());
    map.put("best_direction", selection.direction().name().toLowerCase(Locale.ROOT));
    map.put("load_best_model_at_end", selection.loadBest());
    map.put("early_stopping_patience", selection.patience());
    map.put("early_stopping_threshold", selection.threshold());
    return map;
  }

  /**
   * The most checkpoints to go on from that lie on the disk at once.
   *
   * @param set what is learnt from
   */
  public long mostCheckpoints(TrainingSet set) {
    long total = totalSteps(set);
    Cadence cadence = saving.cadence();
    long written =
        switch (cadence.when()) {
          case NO -> 0;
          case STEPS -> total / cadence.steps();
          case EPOCH -> (total + stepsPerEpoch(set) - 1) / stepsPerEpoch(set);
        };
    long kept = saving.limit() == 0 ? written : Math.min(written, saving.limit() + 1L);
    return kept
        + (selection.isOn() ? 1 : 0); // the best; and the oldest goes when the newest is there
  }

  private static void checkBudget(int tokens, RowOrder order) {
    if (tokens < 0) {
      throw new UsageException(
          "max tokens per batch: "
              + tokens
              + " is out of range. It must be at least 1, or 0 to go by the batch size.");
    }
    if (tokens > 0 && order != RowOrder.BUCKETED) {
      throw new UsageException(
          "max tokens per batch: its batches are of rows of like length, but rows are not to be"
              + " grouped by length. Group them, or give a batch size instead.");
    }
  }

  private static void atLeastOne(int value, String name) {
    if (value < 1) {
      throw new UsageException(name + ": " + value + " is out of range. It must be at least 1.");
    }
  }

  /**
   * Checks that a scheduler that goes by evaluations gets some.
   *
   * @param hasRows whether there are rows to evaluate on
   * @throws UsageException if it does not
   */
  public void checkScheduler(boolean hasRows) {
    Scheduler scheduler = optimizer.schedule().scheduler();
    if (scheduler.needsEvaluations() && !(hasRows && evaluation.cadence().isOn())) {
      throw new UsageException(
          "scheduler: "
              + scheduler.id()
              + " goes by evaluations, and there is nothing to evaluate on. Give an evaluation set,"
              + " or choose another scheduler.");
    }
  }
}
