package dev.classifine.train;

import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import com.google.gson.JsonObject;
import dev.classifine.optim.AdamW;
import dev.classifine.optim.FrozenOptions;
import dev.classifine.optim.LayerFreezer;
import dev.classifine.optim.LayerPlan;
import dev.classifine.optim.LearningRates;
import dev.classifine.optim.ParameterGroup;
import dev.classifine.problem.Objective;
import dev.classifine.resume.CheckpointStore;
import dev.classifine.resume.ResumeRules;
import dev.classifine.resume.SavedCheckpoint;
import dev.classifine.train.TrainingOutcome.End;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One training from its first step, or from a checkpoint, to its end. */
final class Training {

  private static final Logger LOG = LoggerFactory.getLogger(Training.class);

  private final Trainer trainer;
  private final Objective objective;

  /** Of all devices together. */
  private final TrainingOptions options;

  private final TrainingSet train;
  private final PassPlan plan;
  private final TrainingSet evaluation;
  private final RunState state;
  private long resumedFrom = -1;

  /**
   * @param evaluation null for none
   */
  Training(
      Trainer trainer,
      Objective objective,
      TrainingSet train,
      TrainingSet evaluation,
      boolean greaterIsBetter) {
    this.trainer = trainer;
    this.objective = objective;
    this.options = trainer.options().acrossDevices(trainer.execution().devices().size());
    this.train = train;
    this.plan = PassPlan.of(options, train);
    this.evaluation = evaluation;
    SelectionOptions selection = options.selection();
    LearningRates rates =
        options.optimizer().learningRates(options.totalSteps(train), greaterIsBetter);
    this.state =
        new RunState(
            rates,
            new LogHistory(entry -> callbacks().forEach(callback -> callback.onLog(entry))),
            new BestSoFar(greaterIsBetter, selection.patience(), selection.threshold()),
            new LossScale(options.numerics().lossScale()),
            plan.limit());
  }

  /** Runs it. */
  TrainingOutcome run() {
    long begin = System.nanoTime();
    NDManager manager = trainer.djl().getManager();
    Block block = trainer.djl().getModel().getBlock();
    LayerPlan layers =
        LayerPlan.of(block.getParameters(), trainer.depths(), options.optimizer().layers());
    List<ParameterGroup> groups = layers.groups(options.optimizer().weightDecay());
    try (LayerFreezer freezer = layers.freezer();
        Words words = words(block, groups);
        AdamW optimizer = new AdamW(manager, words.store(), groups, options.optimizer())) {
      optimizer.dropGradients();
      Checkpointing place = trainer.checkpointing();
      Snapshots snapshots =
          place == null ? null : new Snapshots(place.writer(), manager, block, optimizer, words);
      Saving saving =
          place == null
              ? null
              : new Saving(options, place.store(), snapshots, runValues(), state, callbacks());
      if (place != null && place.resume().resume()) {
        resume(place, snapshots, saving);
      }
      Evaluations evaluations =
          new Evaluations(options, this::evaluate, evaluation, train, state, callbacks());
      TrainingLoop loop;
      try (Replicas replicas = replicas(words); // of the parameters as they were restored
          FeatureSet rows = rows(layers);
          UnreadSteps unread = unread(words)) {
        trainer.beforeReading(
            () -> {
              unread.read();
              words.widen();
            });
        loop = loop(optimizer, replicas, words, rows, unread, freezer, evaluations, saving);
        if (place != null && !place.resume().resume()) {
          place.store().clear(); // of another run, now that all is there that this one needs
        }
        loop.run();
      }
      words.widen();
      boolean interrupted = loop.isInterrupted();
      if (!interrupted) {
        endWith(saving, loop.progress(), evaluations);
      }
      return outcome(loop.progress(), end(interrupted), evaluations, begin);
    }
  }

  /** Those that occur, where that saves something. */
  private Words words(Block block, List<ParameterGroup> groups) {
    NDManager manager = trainer.djl().getManager();
    Optional<BitSet> met = train.words(IntStream.range(0, train.size()).toArray());
    if (!options.subVocabulary() || trainer.wordEmbedding() == null || met.isEmpty()) {
      return Words.all(manager);
    }
    Optional<SubVocabulary> some =
        SubVocabulary.of(manager, block, trainer.wordEmbedding(), groups, met.get());
    some.ifPresent(words -> LOG.info("{}", words));
    return some.isPresent() ? some.get() : Words.all(manager);
  }

  private Replicas replicas(Words words) {
    int devices = trainer.execution().devices().size();
    if (devices > 1) {
      LOG.info(
          "Training on {} devices: a step is {} x {} passes x {} devices.",
          devices,
          plan.describe(plan.limit()),
          trainer.options().gradientAccumulationSteps(),
          devices);
    }
    return new Replicas(
        trainer.djl(), trainer.execution().devices(), trainer.execution().concurrent(), words);
  }

  private UnreadSteps unread(Words words) {
    FiniteGuard guard = new FiniteGuard(options.numerics(), train, state, trainer::warn);
    return new UnreadSteps(trainer.execution().window(), guard, words);
  }

  private FeatureSet rows(LayerPlan layers) {
    FrozenOptions frozen = options.optimizer().layers().frozen();
    long perEpoch = options.stepsPerEpoch(train);
    long epochs = (options.totalSteps(train) + perEpoch - 1) / perEpoch;
    return new FeatureSet(
        trainer.lowerLayers(),
        new FeaturePlan(trainer.lowerLayers(), layers, frozen, epochs),
        train,
        trainer.djl().getManager(),
        frozen.cacheLimit());
  }

  private TrainingLoop loop(
      AdamW optimizer,
      Replicas replicas,
      Words words,
      FeatureSet rows,
      UnreadSteps unread,
      LayerFreezer freezer,
      Evaluations evaluations,
      Saving saving) {
    DjlNotifier notifier = new DjlNotifier(trainer.djl());
    Passes passes =
        new Passes(
            trainer.djl(),
            replicas,
            objective,
            PassPlan.of(options, rows),
            trainer.labels().size(),
            options.seed(),
            notifier);
    TrainingStep step =
        new TrainingStep(
            trainer.djl().getManager(), optimizer, replicas, passes, words, unread::read);
    GradientWatch watch =
        new GradientWatch(trainer.djl().getModel().getBlock(), trainer.callbacks());
    step.watch(watch);
    return new TrainingLoop(
        options,
        train,
        state,
        new TrainingLoop.Parts(
            new StepRunner(step, plan, state, options.autoBatchSize(), trainer::warn),
            watch,
            freezer,
            state.rates(),
            unread,
            evaluations,
            saving,
            notifier,
            Stream.concat(Stream.of(rows), callbacks().stream()).toList(),
            trainer.stopRequest()));
  }

  /** Takes up the newest good checkpoint, where there is one. */
  private void resume(Checkpointing place, Snapshots snapshots, Saving saving) {
    boolean any = !place.store().steps().isEmpty();
    Optional<SavedCheckpoint> newest =
        place.store().newest(why -> trainer.warn("A damaged checkpoint is left out. " + why));
    if (newest.isEmpty()) {
      if (any) {
        trainer.warn("No checkpoint is as it was written, so the run begins anew.");
      }
      return;
    }
    SavedCheckpoint saved = newest.get();
    JsonObject json = Snapshots.read(saved.folder());
    ResumeRules.check(
        saved.folder(),
        json.getAsJsonObject("run"),
        runValues(),
        place.resume().otherThreads(),
        trainer::warn);
    snapshots.restore(saved.folder());
    state.restore(json.getAsJsonObject("state"));
    if (loadsBest() && state.best().exists() && !isBestTheLast()) {
      checkBest(place.store(), saving); // before any further step is made
    }
    resumedFrom = saved.step();
    callbacks().forEach(callback -> callback.onResume(saved.folder(), saved.step()));
  }

  /** A best evaluation without a checkpoint was made by a run that did not ask for its weights. */
  private void checkBest(CheckpointStore store, Saving saving) {
    long step = state.best().state().step();
    boolean stepsAreLeft = state.step() < options.totalSteps(train);
    if (stepsAreLeft && !store.steps().contains(step)) {
      trainer.warn(
          "The best evaluation so far, of step "
              + step
              + ", has no checkpoint, so the best weights are those of the evaluations from here"
              + " on.");
      state.best().forget();
    } else {
      saving.checkBest();
    }
  }

  /** What a continuation is compared with. */
  private Map<String, Object> runValues() {
    Map<String, Object> values = new LinkedHashMap<>(trainer.checkpointing().run());
    values.putAll(trainer.options().values());
    values.putAll(options.stepValues());
    values.put("train_rows", train.size());
    values.put("eval_rows", evaluation == null ? null : evaluation.size());
    return values;
  }

  private boolean loadsBest() {
    return options.selection().loadBest() && evaluation != null;
  }

  private boolean isBestTheLast() {
    return state.best().state().step() == state.step();
  }

  /** Loads the best weights, where they are asked for, and evaluates what was not. */
  private void endWith(Saving saving, TrainingProgress last, Evaluations evaluations) {
    boolean loaded = loadBest(saving, last, evaluations);
    try {
      evaluations.runAtEnd(loaded, trainer::evaluate);
    } catch (RuntimeException | Error e) {
      if (saving != null && !loaded) {
        saving.rescue(last, e);
      }
      throw e;
    }
  }

  private boolean loadBest(Saving saving, TrainingProgress last, Evaluations evaluations) {
    if (!loadsBest()) {
      return false;
    }
    if (!state.best().exists()) {
      trainer.warn(
          "No evaluation gave a finite metric, so the last weights are kept, not the best.");
      return false;
    }
    if (isBestTheLast()) {
      return false;
    }
    if (!evaluations.knowTheBest()) {
      saving.keep(last); // the evaluation that follows may fail
    }
    saving.loadBest(last);
    return true;
  }

  private EvaluationReport evaluate(TrainingSet set) {
    List<TrainingCallback> heard = new ArrayList<>(callbacks());
    heard.add(
        new TrainingCallback() {
          @Override
          public void onEvaluationStep(int rowsDone, int rows) {
            if (trainer.stopRequest().isRequested()) {
              throw new EvaluationCut();
            }
          }
        });
    return trainer.evaluate(set, heard);
  }

  private End end(boolean interrupted) {
    return interrupted
        ? End.INTERRUPTED
        : state.isStopped()
            ? End.STOPPED
            : state.best().isExhausted() ? End.EARLY_STOPPED : End.COMPLETED;
  }

  private TrainingOutcome outcome(
      TrainingProgress last, End end, Evaluations evaluations, long begin) {
    LOG.info(
        "Padding: {} of what the passes computed.",
        String.format(Locale.ROOT, "%.1f%%", 100 * state.padding().share()));
    boolean kept = trainer.checkpointing() != null && options.selection().isOn();
    return new TrainingOutcome(
        end,
        last.step(),
        last.epoch(),
        state.meanLoss(),
        state.earlier().seconds() + (System.nanoTime() - begin) / 1e9,
        state.examples(),
        state.padding(),
        state.skippedSteps(),
        resumedFrom,
        state.best().best(kept),
        options.labelSmoothing(),
        trainer.labelSmoothing(),
        trainer.warnings(),
        state.log().entries(),
        evaluations.last(),
        evaluations.lastOnTrain());
  }

  private List<TrainingCallback> callbacks() {
    return trainer.callbacks();
  }
}
