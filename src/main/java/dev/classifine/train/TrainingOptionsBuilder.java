package dev.classifine.train;

import dev.classifine.optim.LayerOptions;
import dev.classifine.optim.OptimizerOptions;
import dev.classifine.optim.ScheduleOptions;
import dev.classifine.optim.ScheduleOptionsBuilder;
import dev.classifine.optim.Scheduler;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.LossOptions;
import dev.classifine.train.TrainingOptions.RowOrder;

/**
 * Changes some of the options of a training and keeps the others; see {@link TrainingOptions} and
 * {@link OptimizerOptions} for their meaning and range. Values are checked by {@link #build}.
 */
public final class TrainingOptionsBuilder {

  private double epochs;
  private long maxSteps;
  private int batchSize;
  private int gradientAccumulationSteps;
  private int maxTokensPerBatch;
  private boolean autoBatchSize;
  private long seed;
  private RowOrder order;
  private boolean subVocabulary;
  private LossOptions loss;
  private NumericsOptions numerics;
  private Cadence logging;
  private EvaluationOptions evaluation;
  private SavingOptions saving;
  private SelectionOptions selection;
  private double learningRate;
  private double weightDecay;
  private double beta1;
  private double beta2;
  private double epsilon;
  private double maxGradNorm;
  private ScheduleOptionsBuilder schedule;
  private LayerOptions layers;

  TrainingOptionsBuilder(TrainingOptions from) {
    epochs = from.epochs();
    maxSteps = from.maxSteps();
    batchSize = from.batchSize();
    gradientAccumulationSteps = from.gradientAccumulationSteps();
    maxTokensPerBatch = from.maxTokensPerBatch();
    autoBatchSize = from.autoBatchSize();
    seed = from.seed();
    order = from.order();
    subVocabulary = from.subVocabulary();
    loss = from.loss();
    numerics = from.numerics();
    logging = from.logging();
    evaluation = from.evaluation();
    saving = from.saving();
    selection = from.selection();
    learningRate = from.optimizer().learningRate();
    weightDecay = from.optimizer().weightDecay();
    beta1 = from.optimizer().beta1();
    beta2 = from.optimizer().beta2();
    epsilon = from.optimizer().epsilon();
    maxGradNorm = from.optimizer().maxGradNorm();
    schedule = from.optimizer().schedule().toBuilder();
    layers = from.optimizer().layers();
  }

  /** Passes over the training set. */
  public TrainingOptionsBuilder epochs(double value) {
    epochs = value;
    return this;
  }

  /** Optimizer steps, overriding the epochs; 0 goes by the epochs. */
  public TrainingOptionsBuilder maxSteps(long value) {
    maxSteps = value;
    return this;
  }

  /** Rows of one forward and backward pass. */
  public TrainingOptionsBuilder batchSize(int value) {
    batchSize = value;
    return this;
  }

  /** Passes of one optimizer step. */
  public TrainingOptionsBuilder gradientAccumulationSteps(int value) {
    gradientAccumulationSteps = value;
    return this;
  }

  /** Tokens of one pass, padding included, in place of its rows; 0 goes by the batch size. */
  public TrainingOptionsBuilder maxTokensPerBatch(int value) {
    maxTokensPerBatch = value;
    return this;
  }

  /** Halves passes, and doubles their number, where memory does not hold one. */
  public TrainingOptionsBuilder autoBatchSize(boolean value) {
    autoBatchSize = value;
    return this;
  }

  /** Rows of one pass of evaluation. */
  public TrainingOptionsBuilder evalBatchSize(int value) {
    evaluation = evaluation.withBatchSize(value);
    return this;
  }

  /** When and how to evaluate. */
  public TrainingOptionsBuilder evaluation(EvaluationOptions value) {
    evaluation = value;
    return this;
  }

  /** Steps between two entries of the log. */
  public TrainingOptionsBuilder loggingSteps(int value) {
    logging = Cadence.every(value);
    return this;
  }

  /** How often the log gets an entry. */
  public TrainingOptionsBuilder logging(Cadence value) {
    logging = value;
    return this;
  }

  /** When to write checkpoints. */
  public TrainingOptionsBuilder saving(SavingOptions value) {
    saving = value;
    return this;
  }

  /** What follows from which evaluation is the best. */
  public TrainingOptionsBuilder selection(SelectionOptions value) {
    selection = value;
    return this;
  }

  /** What happens where numbers leave their range. */
  public TrainingOptionsBuilder numerics(NumericsOptions value) {
    numerics = value;
    return this;
  }

  /** Fixes the order of the rows, dropout and new layers. */
  public TrainingOptionsBuilder seed(long value) {
    seed = value;
    return this;
  }

  /** The order of the rows in each epoch. */
  public TrainingOptionsBuilder order(RowOrder value) {
    order = value;
    return this;
  }

  /** Trains of the word embedding only the rows of words that occur. */
  public TrainingOptionsBuilder subVocabulary(boolean value) {
    subVocabulary = value;
    return this;
  }

  /** The training loss, label smoothing included. */
  public TrainingOptionsBuilder loss(LossOptions value) {
    loss = value;
    return this;
  }

  /**
   * Label smoothing; the other options of the loss stay.
   *
   * @throws dev.classifine.error.UsageException if the loss is focal
   */
  public TrainingOptionsBuilder labelSmoothing(LabelSmoothing value) {
    loss = loss.withLabelSmoothing(value);
    return this;
  }

  /** The peak learning rate. */
  public TrainingOptionsBuilder learningRate(double value) {
    learningRate = value;
    return this;
  }

  /** Decoupled weight decay. */
  public TrainingOptionsBuilder weightDecay(double value) {
    weightDecay = value;
    return this;
  }

  /** Decays of the gradient's mean and mean square. */
  public TrainingOptionsBuilder betas(double first, double second) {
    beta1 = first;
    beta2 = second;
    return this;
  }

  /** AdamW's epsilon. */
  public TrainingOptionsBuilder epsilon(double value) {
    epsilon = value;
    return this;
  }

  /** The norm that gradients are clipped to; 0 does not clip. */
  public TrainingOptionsBuilder maxGradNorm(double value) {
    maxGradNorm = value;
    return this;
  }

  /** The shape of the learning rate. */
  public TrainingOptionsBuilder scheduler(Scheduler value) {
    schedule.scheduler(value);
    return this;
  }

  /** Steps of linear rise. */
  public TrainingOptionsBuilder warmupSteps(int value) {
    schedule.warmupSteps(value);
    return this;
  }

  /** Share of all steps that rise. */
  public TrainingOptionsBuilder warmupRatio(double value) {
    schedule.warmupRatio(value);
    return this;
  }

  /** The learning rate over the steps, warm-up and all. */
  public TrainingOptionsBuilder schedule(ScheduleOptions value) {
    schedule = value.toBuilder();
    return this;
  }

  /** Which layers train, when, and at what share of the learning rate. */
  public TrainingOptionsBuilder layers(LayerOptions value) {
    layers = value;
    return this;
  }

  /**
   * The options.
   *
   * @throws dev.classifine.error.UsageException if a value is out of its range
   */
  public TrainingOptions build() {
    OptimizerOptions optimizer =
        new OptimizerOptions(
            learningRate,
            weightDecay,
            beta1,
            beta2,
            epsilon,
            maxGradNorm,
            schedule.build(),
            layers);
    return new TrainingOptions(
        epochs,
        maxSteps,
        batchSize,
        gradientAccumulationSteps,
        maxTokensPerBatch,
        autoBatchSize,
        seed,
        order,
        subVocabulary,
        loss,
        optimizer,
        numerics,
        logging,
        evaluation,
        saving,
        selection);
  }
}
