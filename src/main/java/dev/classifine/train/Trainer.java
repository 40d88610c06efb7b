package dev.classifine.train;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.evaluator.Evaluator;
import ai.djl.training.listener.TrainingListener;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.metrics.Evaluation;
import dev.classifine.metrics.MetricFactory;
import dev.classifine.metrics.MetricsAccumulator;
import dev.classifine.model.LowerLayers;
import dev.classifine.model.WordEmbedding;
import dev.classifine.optim.ParameterDepths;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.Losses;
import dev.classifine.problem.Objective;
import dev.classifine.problem.ProblemType;
import dev.classifine.script.DeviceList;
import dev.classifine.script.OutOfMemory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Trains a DJL block for a problem: picks DJL's loss by the {@link ProblemType}, turns label
 * smoothing off with one warning where it has no meaning, and runs the loop around a real {@link
 * ai.djl.training.Trainer}, whose listeners hear of every batch and epoch. DJL's optimizer step is
 * not used.
 *
 * <p>The block must give logits {@code [B, K]} first. A trainer is used by one thread; several
 * trainers of a process take turns.
 */
public final class Trainer implements AutoCloseable {

  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);

  private final ai.djl.training.Trainer djl;
  private final ProblemType problem;
  private final LabelSet labels;
  private final TrainingOptions options;
  private final List<TrainingCallback> callbacks;
  private final List<MetricFactory> metrics;
  private final Checkpointing checkpointing;
  private final StopRequest stopRequest;
  private final ParameterDepths depths;
  private final LowerLayers lowerLayers;
  private final Execution execution;
  private final LabelSmoothing smoothing;
  private final WordEmbedding wordEmbedding; // null where it is not known
  private final List<String> warnings = new ArrayList<>();
  private Runnable beforeReading = () -> {};

  private Trainer(Builder builder) {
    this.problem = builder.problem;
    this.labels = builder.labels;
    this.options = builder.options;
    this.callbacks = List.copyOf(builder.callbacks);
    this.metrics = List.copyOf(builder.metrics);
    this.checkpointing = builder.checkpointing;
    this.stopRequest = builder.stopRequest;
    if (options.selection().loadBest() && checkpointing == null) {
      throw new UsageException(
          "load best model at end: the trainer has no folder for checkpoints. Give it one, so that"
              + " the best weights can be kept.");
    }
    problem.check(labels);
    options.loss().check(problem, labels);
    noEvaluation(); // the names of metrics must be their own
    this.depths = builder.depths;
    this.lowerLayers = builder.lowerLayers;
    this.wordEmbedding = builder.wordEmbedding;
    this.execution = builder.execution();
    Optional<String> conflict = options.labelSmoothing().conflictWith(problem);
    conflict.ifPresent(this::warn);
    this.smoothing = conflict.isPresent() ? LabelSmoothing.NONE : options.labelSmoothing();
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Losses.of(problem, smoothing, labels.size()))
            .optDevices(new Device[] {execution.devices().first()})
            .addTrainingListeners(builder.listeners.toArray(TrainingListener[]::new));
    builder.evaluators.forEach(config::addEvaluator);
    this.djl = builder.model.newTrainer(config);
  }

  /**
   * Begins a trainer.
   *
   * @param model a DJL model on the PyTorch engine, with its block set
   * @param problem what is learnt
   * @param labels the labels, in the order of the logits; for regression a name for each number
   */
  public static Builder builder(Model model, ProblemType problem, LabelSet labels) {
    return new Builder(model, problem, labels);
  }

  /**
   * DJL's trainer, for its listeners' results: {@code getTrainingResult()}, {@code
   * setMetrics(...)}.
   */
  public ai.djl.training.Trainer djl() {
    return djl;
  }

  /** The label smoothing in effect: none where the problem has no use for it. */
  public LabelSmoothing labelSmoothing() {
    return smoothing;
  }

  /** What was warned of so far. */
  public List<String> warnings() {
    return List.copyOf(warnings);
  }

  /**
   * Trains the block, or goes on training it where the checkpoints say so.
   *
   * @param train the rows to learn from, at least one
   * @param evaluation rows to evaluate on; null for none
   * @throws UsageException if the metric that tells the best evaluation is not one of the
   *     evaluation's, or there is no evaluation to tell it
   * @throws ClassifineException if a set has no rows or a target that does not fit, the training
   *     rows weigh nothing or cannot be balanced, all rows of the evaluation are ignored, the block
   *     gives something else than logits {@code [B, K]}, the loss or the gradient is not finite,
   *     the device's memory is full, a checkpoint cannot be written, the newest one is of another
   *     run, or the best one, whose weights are to be loaded, is gone
   */
  public TrainingOutcome fit(TrainingSet train, TrainingSet evaluation) {
    check(train, "training");
    if (evaluation != null) {
      check(evaluation, "evaluation");
      evaluation.known(); // at least one row
    }
    options.checkScheduler(evaluation != null);
    Objective objective =
        Objective.of(labels, options.loss().withLabelSmoothing(smoothing), train.targets());
    boolean greater =
        new MetricChoice(options.selection(), evaluation != null).greaterIsBetter(this);
    stopRequest.begin();
    return Turn.withoutGradients(
        () -> {
          FirstValues.give(djl, train, options.seed());
          TrainingOutcome outcome = run(new Training(this, objective, train, evaluation, greater));
          callbacks.forEach(callback -> callback.onEnd(outcome));
          return outcome;
        });
  }

  private static TrainingOutcome run(Training training) {
    try {
      return training.run();
    } catch (EngineException e) {
      throw OutOfMemory.told(
          e,
          "The device's memory does not hold the optimizer, which takes 12 bytes for each parameter"
              + " that learns",
          "Freeze layers, train low-rank updates, or take a smaller model.");
    }
  }

  /** Evaluates the block as it is; DJL's listeners hear of the batches as validation. */
  public EvaluationReport evaluate(TrainingSet set) {
    check(set, "evaluation");
    return evaluate(set, callbacks);
  }

  EvaluationReport evaluate(TrainingSet set, List<TrainingCallback> heard) {
    beforeReading.run();
    int batch = options.evaluation().batchSize();
    DjlNotifier notifier = new DjlNotifier(djl);
    notifier.begin((set.size() + batch - 1L) / batch);
    return new EvaluationPass(Decision.of(problem), labels, smoothing, batch, metrics, heard)
        .diagnosed(options.evaluation().diagnosed())
        .run(set, djl.getManager(), djl::evaluate, notifier);
  }

  TrainingOptions options() {
    return options;
  }

  LabelSet labels() {
    return labels;
  }

  ProblemType problem() {
    return problem;
  }

  /** The metrics of no rows: their names and directions. */
  Evaluation noEvaluation() {
    return MetricsAccumulator.of(Decision.of(problem), labels, metrics).evaluation();
  }

  List<TrainingCallback> callbacks() {
    return callbacks;
  }

  /** Null where the block's layers are not known. */
  ParameterDepths depths() {
    return depths;
  }

  /** Null where the block's lower layers cannot be run apart. */
  LowerLayers lowerLayers() {
    return lowerLayers;
  }

  WordEmbedding wordEmbedding() {
    return wordEmbedding;
  }

  /** What brings the block's parameters up to date, before anything reads them. */
  void beforeReading(Runnable value) {
    beforeReading = value;
  }

  Execution execution() {
    return execution;
  }

  /** Null where no checkpoints are kept. */
  Checkpointing checkpointing() {
    return checkpointing;
  }

  StopRequest stopRequest() {
    return stopRequest;
  }

  /** Warns, in the log and in the outcome. */
  void warn(String warning) {
    warnings.add(warning);
    LOG.warn(warning);
  }

  private void check(TrainingSet set, String name) {
    new SetCheck(set, name, labels).check(problem);
  }

  /** Closes DJL's trainer, whose listeners hear that the training ends. The model stays open. */
  @Override
  public void close() {
    djl.close();
  }

  /** Collects what a trainer is made of. */
  public static final class Builder {

    private final Model model;
    private final ProblemType problem;
    private final LabelSet labels;
    private TrainingOptions options = TrainingOptions.DEFAULTS;
    private ParameterDepths depths;
    private LowerLayers lowerLayers;
    private WordEmbedding wordEmbedding;
    private DeviceList devices;
    private boolean concurrent;
    private int window; // 0 goes by the device
    private final List<TrainingCallback> callbacks = new ArrayList<>();
    private final List<TrainingListener> listeners = new ArrayList<>();
    private final List<Evaluator> evaluators = new ArrayList<>();
    private final List<MetricFactory> metrics = new ArrayList<>();
    private Checkpointing checkpointing;
    private StopRequest stopRequest = new StopRequest();

    private Builder(Model model, ProblemType problem, LabelSet labels) {
      this.model = model;
      this.problem = problem;
      this.labels = labels;
    }

    /** How to train; the defaults otherwise. */
    public Builder options(TrainingOptions value) {
      this.options = value;
      return this;
    }

    /** Where the block's parameters lie, for the options of layers; not known otherwise. */
    public Builder depths(ParameterDepths value) {
      this.depths = value;
      return this;
    }

    /** The block's word embedding, for {@link TrainingOptions#subVocabulary}; else not known. */
    public Builder wordEmbedding(WordEmbedding value) {
      this.wordEmbedding = value;
      return this;
    }

    /**
     * Layers that can be run apart, with their {@link #depths}, so that what frozen ones give for a
     * row is computed once: the set's lengths must be numbers of tokens, its inputs the same.
     */
    public Builder lowerLayers(LowerLayers value) {
      this.lowerLayers = value;
      return depths(value.depths());
    }

    /**
     * Trains on several devices at once; on the model's alone otherwise. Each takes {@link
     * TrainingOptions#batchSize} rows in each of the {@link
     * TrainingOptions#gradientAccumulationSteps}, so that the effective batch grows with their
     * number. All else, evaluations and checkpoints, is the model's.
     *
     * @param value the model's device first
     */
    public Builder devices(DeviceList value) {
      this.devices = value;
      return this;
    }

    /** Runs replicas on a processor in threads, as those on GPUs. */
    Builder concurrently() {
      this.concurrent = true;
      return this;
    }

    /** Reads the numbers of steps only where so many are unread, or where one is needed. */
    Builder unread(int value) {
      this.window = value;
      return this;
    }

    private Execution execution() {
      Device own = model.getNDManager().getDevice();
      DeviceList all = devices == null ? new DeviceList(List.of(own)) : devices;
      all.checkFirst(own);
      boolean scaled = options.numerics().lossScale() > 0;
      return new Execution(
          all,
          own.isGpu() || concurrent,
          window > 0 && !scaled ? window : UnreadSteps.window(own, scaled));
    }

    /** Adds a callback. */
    public Builder callback(TrainingCallback callback) {
      callbacks.add(callback);
      return this;
    }

    /** Adds DJL listeners, as in {@code TrainingListener.Defaults.logging()}. */
    public Builder listeners(TrainingListener... added) {
      listeners.addAll(List.of(added));
      return this;
    }

    /** Adds a DJL evaluator, which DJL's listeners update and report. */
    public Builder evaluator(Evaluator evaluator) {
      evaluators.add(evaluator);
      return this;
    }

    /** Adds a metric to every evaluation, beside the built-in ones. */
    public Builder metric(MetricFactory metric) {
      metrics.add(metric);
      return this;
    }

    /** Keeps checkpoints, and goes on from one where it says so. */
    public Builder checkpoints(Checkpointing value) {
      this.checkpointing = value;
      return this;
    }

    /** By which the training can be asked to save and end. */
    public Builder stopRequest(StopRequest value) {
      this.stopRequest = value;
      return this;
    }

    /**
     * The trainer; warns where label smoothing was asked for and has no meaning.
     *
     * @throws UsageException if a single-label problem has but one label, another option of the
     *     loss has no meaning for the problem or does not fit the labels, the best weights are to
     *     be loaded and there is no folder for them, or the first device is not the model's
     */
    public Trainer build() {
      return new Trainer(this);
    }
  }
}
