package dev.classifine.train;

import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.ParameterStore;
import ai.djl.training.evaluator.Evaluator;
import ai.djl.training.listener.TrainingListener;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.optim.AdamW;
import dev.classifine.optim.LayerFreezer;
import dev.classifine.optim.LayerPlan;
import dev.classifine.optim.ParameterDepths;
import dev.classifine.optim.Scheduler;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.Losses;
import dev.classifine.problem.ProblemType;
import dev.classifine.script.NativeRuntime;
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
  private final ParameterDepths depths;
  private final LabelSmoothing smoothing;
  private final List<String> warnings = new ArrayList<>();

  private Trainer(Builder builder) {
    this.problem = builder.problem;
    this.labels = builder.labels;
    this.options = builder.options;
    this.callbacks = List.copyOf(builder.callbacks);
    this.depths = builder.depths;
    Optional<String> conflict = options.labelSmoothing().conflictWith(problem);
    conflict.ifPresent(
        warning -> {
          warnings.add(warning);
          LOG.warn(warning);
        });
    this.smoothing = conflict.isPresent() ? LabelSmoothing.NONE : options.labelSmoothing();
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Losses.of(problem, smoothing, labels.size()))
            .optDevices(new ai.djl.Device[] {builder.model.getNDManager().getDevice()})
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
   * Trains the block.
   *
   * @param train the rows to learn from, at least one
   * @param evaluation rows to evaluate on after each epoch; null for none
   * @throws ClassifineException if the loss or the gradient is not finite
   */
  public TrainingOutcome fit(TrainingSet train, TrainingSet evaluation) {
    check(train, "training");
    if (evaluation != null) {
      check(evaluation, "evaluation");
    }
    Scheduler scheduler = options.optimizer().schedule().scheduler();
    if (evaluation == null && scheduler.needsEvaluations()) {
      throw new UsageException(
          "scheduler: "
              + scheduler.id()
              + " goes by evaluations, and there is nothing to evaluate on. Give an evaluation set,"
              + " or choose another scheduler.");
    }
    return Turn.withoutGradients(() -> fitChecked(train, evaluation));
  }

  /** Evaluates the block as it is; DJL's listeners hear of the batches as validation. */
  public EvaluationReport evaluate(TrainingSet set) {
    check(set, "evaluation");
    DjlNotifier notifier = new DjlNotifier(djl);
    notifier.begin((set.size() + options.evalBatchSize() - 1L) / options.evalBatchSize());
    return new EvaluationPass(problem, labels, smoothing, options.evalBatchSize(), callbacks)
        .run(set, djl.getManager(), djl::evaluate, notifier);
  }

  private TrainingOutcome fitChecked(TrainingSet train, TrainingSet evaluation) {
    initialize(train);
    ParameterStore store = new ParameterStore(djl.getManager(), false);
    Block block = djl.getModel().getBlock();
    DjlNotifier notifier = new DjlNotifier(djl);
    LogHistory log = new LogHistory(entry -> callbacks.forEach(callback -> callback.onLog(entry)));
    TrainingLoop loop = new TrainingLoop(options, train, callbacks, log);
    EvaluationReport[] last = new EvaluationReport[1];
    long begin = System.nanoTime();
    LayerPlan plan = LayerPlan.of(block.getParameters(), depths, options.optimizer().layers());
    try (LayerFreezer freezer = plan.freezer();
        AdamW optimizer =
            new AdamW(
                djl.getManager(),
                store,
                plan.groups(options.optimizer().weightDecay()),
                options.optimizer())) {
      optimizer.clearGradients();
      callbacks.forEach(callback -> callback.onBegin(options.totalSteps(train.size())));
      loop.run(
          new TrainingStep(djl, optimizer, options, train, labels.size(), notifier),
          freezer,
          () -> {
            if (evaluation != null) {
              last[0] = evaluate(evaluation);
              loop.evaluated(last[0].loss());
              log.evaluation(last[0], loop.progress());
              callbacks.forEach(callback -> callback.onEvaluation(last[0], loop.progress()));
            }
            notifier.epoch();
          });
    }
    TrainingOutcome outcome = outcome(loop, log, last[0], (System.nanoTime() - begin) / 1e9);
    callbacks.forEach(callback -> callback.onEnd(outcome));
    return outcome;
  }

  private TrainingOutcome outcome(
      TrainingLoop loop, LogHistory log, EvaluationReport last, double seconds) {
    return new TrainingOutcome(
        loop.progress().step(),
        loop.progress().epoch(),
        loop.meanLoss(),
        seconds,
        loop.progress().examples(),
        options.labelSmoothing(),
        smoothing,
        warnings(),
        log.entries(),
        last);
  }

  /** Gives a block without values its first ones, from the seed alone. */
  private void initialize(TrainingSet train) {
    if (djl.getModel().getBlock().isInitialized()) {
      return;
    }
    Turn.take(
        () -> {
          NativeRuntime.seed(options.seed(), -1, 0);
          try (NDManager scope = djl.getManager().newSubManager()) {
            djl.initialize(train.inputs(scope, new int[] {0}).getShapes());
          }
          return null;
        });
  }

  private void check(TrainingSet set, String name) {
    if (set.size() == 0) {
      throw new ClassifineException("The " + name + " set has no rows. It must have at least one.");
    }
    if (set.targets().problemType() != problem) {
      throw new ClassifineException(
          "The "
              + name
              + " set's targets are for "
              + set.targets().problemType().title()
              + ", but the trainer was made for "
              + problem.title()
              + ".");
    }
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
    private final List<TrainingCallback> callbacks = new ArrayList<>();
    private final List<TrainingListener> listeners = new ArrayList<>();
    private final List<Evaluator> evaluators = new ArrayList<>();

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

    /** The trainer; warns where label smoothing was asked for and has no meaning. */
    public Trainer build() {
      return new Trainer(this);
    }
  }
}
