package dev.classifine;

import ai.djl.Device;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.data.Labelling;
import dev.classifine.metrics.MetricsAccumulator;
import dev.classifine.model.HalfSupport;
import dev.classifine.model.TextModel;
import dev.classifine.model.TextModel.Classifier;
import dev.classifine.model.WordTable;
import dev.classifine.problem.Decision;
import dev.classifine.resume.CheckpointStore;
import dev.classifine.script.DeviceList;
import dev.classifine.script.LoadingAhead;
import dev.classifine.script.NativeRuntime;
import dev.classifine.text.TextTokenizer;
import dev.classifine.tracking.TrackerSettings;
import dev.classifine.tracking.Trackers;
import dev.classifine.train.Checkpointing;
import dev.classifine.train.NumericsOptions;
import dev.classifine.train.TextSet;
import dev.classifine.train.Trainer;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingControl;
import dev.classifine.train.TrainingOptions;
import dev.classifine.train.TrainingOutcome;
import dev.classifine.tuning.Tuned;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One run of {@link FineTuning}, from the options to the files that it leaves. */
final class FineTuningRun {

  private static final Logger LOG = LoggerFactory.getLogger(FineTuningRun.class);

  /** Room for a tokenizer and results. */
  private static final long OTHER_FILES = 16 << 20;

  private final FineTuningOptions options;
  private final Listening listening;
  private final RunManifest manifest;
  private final RunResults results;

  /** The complete run whose result is there to be gone on with; null where there is none. */
  private EarlierRun finished;

  FineTuningRun(FineTuningOptions options, Listening listening) {
    this.options = options;
    this.listening = listening;
    this.manifest = new RunManifest(options);
    this.results = new RunResults(options, manifest);
  }

  FineTuningResult run() {
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
    try (RunFiles files = RunFiles.open(options.data());
        LoadingAhead libtorch = NativeRuntime.loadAhead(options.tf32());
        Checkpoint checkpoint = Checkpoints.open(options.model())) {
      manifest.modelPlace(checkpoint.configPlace());
      try (TextTokenizer tokenizer = TokenizerLoader.load(checkpoint, options.maxLength())) {
        RunData data = new RunData(options, files.read(tokenizer), checkpoint);
        manifest.labelling(data.labelling());
        check(data.labelling(), checkpoint);
        libtorch.await();
        DeviceList devices = startEngine();
        manifest.phase("read_data");
        try (TextModel model = load(checkpoint, data, devices.first())) {
          return train(store, data, model, tokenizer, devices);
        }
      }
    }
  }

  /** Finds what would be an error in the end, before anything is loaded. */
  private void check(Labelling labelling, Checkpoint checkpoint) {
    options.tuning().untuned(labelling.type());
    options.training().loss().check(labelling.type(), labelling.labels());
    checkMetric(labelling);
    options.training().checkScheduler(options.data().evaluates());
    options.output().save().check(checkpoint, options.output().folder());
  }

  private void checkMetric(Labelling labelling) {
    Decision decision = Decision.of(labelling.type());
    options
        .training()
        .selection()
        .check(
            MetricsAccumulator.of(decision, labelling.labels(), listening.metrics()).evaluation(),
            options.training().labelSmoothing(),
            options.data().evaluates());
  }

  private DeviceList startEngine() {
    NativeRuntime.start(options.threads(), options.tf32());
    DeviceList devices = NativeRuntime.devices(options.device());
    Device first = devices.first();
    manifest.place(devices.toString(), NativeRuntime.threads());
    LOG.info(
        "Device: {}, {} threads{}.",
        devices,
        NativeRuntime.threads(),
        options.device() == null && !first.isGpu() ? " (no GPU found)" : "");
    options.tf32().remark(first).ifPresent(LOG::info);
    HalfSupport.warning(options.program().precision(), first).ifPresent(LOG::warn);
    return devices;
  }

  private TextModel load(Checkpoint checkpoint, RunData data, Device device) {
    Labelling labelling = data.labelling();
    TextModel model =
        TextModel.load(
            checkpoint,
            new Classifier(
                labelling.labels(), labelling.type(), data.isHeadKept(), options.training().seed()),
            device,
            options.program(),
            options.training().subVocabulary() ? WordTable.MAPPED : WordTable.IN_MEMORY);
    if (!model.report().fresh().isEmpty()) {
      LOG.info("New parameters: {}.", String.join(", ", model.report().fresh()));
    }
    if (!model.report().unused().isEmpty()) {
      LOG.info("Unused tensors of the checkpoint: {}.", String.join(", ", model.report().unused()));
    }
    if (options.program().lora().isPresent()) {
      LOG.info(
          "Training {} of {} parameters.", model.trainableParameterCount(), model.parameterCount());
    }
    manifest.weights(model.report(), model.parameterCount());
    manifest.phase("load_model");
    return model;
  }

  private FineTuningResult train(
      CheckpointStore store,
      RunData data,
      TextModel model,
      TextTokenizer tokenizer,
      DeviceList devices) {
    data.describe(manifest);
    TextSet trainSet = data.train(model);
    TextSet evalSet = data.eval(model);
    checkSpace(model, trainSet);
    Labelling labelling = data.labelling();
    ReportData report = new ReportData();
    Trainer.Builder builder =
        Trainer.builder(model.djl(), labelling.type(), labelling.labels())
            .options(trainingOptions())
            .devices(devices)
            .lowerLayers(model.lowerLayers())
            .wordEmbedding(model.wordEmbedding())
            .stopRequest(listening.stop())
            .checkpoints(checkpointing(store, model, labelling, tokenizer.maxLength()))
            .callback(manifestKeeper())
            .callback(report.callback());
    listening.callbacks().forEach(builder::callback);
    listening.metrics().forEach(builder::metric);
    try (Trackers trackers = trackers(labelling, model, builder);
        Trainer trainer = builder.build()) {
      TrainingOutcome outcome = trainer.fit(trainSet, evalSet);
      manifest.phase("train");
      store.check();
      manifest.options(options, tokenizer.maxLength(), outcome);
      if (outcome.end() == TrainingOutcome.End.INTERRUPTED) {
        trackers.interrupted();
        return results.interrupted(labelling, outcome);
      }
      Tuned tuned = RunTuning.tune(options, model, evalSet, report);
      if (tuned != null) {
        manifest.tuned(tuned);
        manifest.phase("tune");
      }
      FineTuningResult result =
          results.complete(
              model,
              labelling,
              outcome,
              tuned,
              report.values(
                  labelling.labels(), outcome.evaluation(), data.evalTexts(evalSet, tokenizer)));
      trackers.complete(result.metrics());
      return result;
    }
  }

  /** Begins those that were asked for, which hear after all others. */
  private Trackers trackers(Labelling labelling, TextModel model, Trainer.Builder builder) {
    Trackers trackers =
        Trackers.begin(
            new TrackerSettings(
                options.report(),
                System.getenv(),
                options.output().folder(),
                RunOptions.values(options),
                labelling.type(),
                labelling.labels(),
                model.djl().getBlock()));
    trackers.callbacks().forEach(builder::callback);
    return trackers;
  }

  /** Weights take 4 bytes a parameter; a checkpoint to go on from has two moments beside them. */
  private void checkSpace(TextModel model, TextSet rows) {
    long checkpoints = options.plan().mostCheckpoints(rows);
    long weights = 4 * model.parameterCount() + OTHER_FILES;
    OutputFolder.checkSpace(
        options.output().folder(),
        weights + checkpoints * (weights + 8 * model.trainableParameterCount()),
        "the weights"
            + (checkpoints == 0 ? "" : " and " + checkpoints + " checkpoints to go on from"));
  }

  /** Those that were given; gradients of float16 need their loss scaled, a report needs rows. */
  private TrainingOptions trainingOptions() {
    TrainingOptions given = options.training();
    NumericsOptions numerics = given.numerics();
    boolean scaled =
        options.program().precision().needsGradientScaling() && numerics.lossScale() == 0;
    return given.toBuilder()
        .evaluation(given.evaluation().withDiagnosed(options.output().report()))
        .numerics(
            scaled
                ? new NumericsOptions(numerics.nonFinite(), NumericsOptions.FLOAT16_SCALE)
                : numerics)
        .build();
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
  private TrainingCallback manifestKeeper() {
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
        results.begun();
      }
    };
  }
}
