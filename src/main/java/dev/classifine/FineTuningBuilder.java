package dev.classifine;

import dev.classifine.data.Columns;
import dev.classifine.data.DataLocation;
import dev.classifine.data.Fold;
import dev.classifine.lora.LoraOptions;
import dev.classifine.metrics.MetricFactory;
import dev.classifine.model.DropoutMasks;
import dev.classifine.model.Precision;
import dev.classifine.model.ProgramOptions;
import dev.classifine.model.SaveOptions;
import dev.classifine.optim.LayerOptions;
import dev.classifine.optim.ScheduleOptions;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.LossOptions;
import dev.classifine.problem.ProblemType;
import dev.classifine.script.Tf32;
import dev.classifine.tracking.ReportOptions;
import dev.classifine.train.EvaluationOptions;
import dev.classifine.train.ResumeOptions;
import dev.classifine.train.SavingOptions;
import dev.classifine.train.SelectionOptions;
import dev.classifine.train.StopRequest;
import dev.classifine.train.TrainingCallback;
import dev.classifine.train.TrainingOptions;
import dev.classifine.train.TrainingOptionsBuilder;
import dev.classifine.tuning.TuningOptions;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Collects the options of a run, each with its default; see the records for their meaning and
 * range.
 */
public final class FineTuningBuilder {

  private final String model;
  private final List<TrainingCallback> callbacks = new ArrayList<>();
  private final List<MetricFactory> metrics = new ArrayList<>();
  private DataLocation train;
  private DataLocation eval;
  private double evalFraction;
  private Fold fold;
  private Columns columns = Columns.AUTOMATIC;
  private String labelDelimiter;
  private ProblemType problemType;
  private Path tokenCache;
  private TrainingOptionsBuilder training = TrainingOptions.builder();
  private TuningOptions tuning = TuningOptions.NONE;
  private ProgramOptions program = ProgramOptions.DEFAULTS;
  private Tf32 tf32 = Tf32.UNCHANGED;
  private int maxLength;
  private String device;
  private int threads;
  private Path output;
  private boolean overwrite;
  private ResumeOptions resume = ResumeOptions.NO;
  private StopRequest stopRequest = new StopRequest();
  private boolean ignoreMismatchedSizes;
  private SaveOptions save = SaveOptions.DEFAULT;
  private ReportOptions report = ReportOptions.DEFAULTS;
  private boolean htmlReport = true;
  private boolean modelCard = true;

  FineTuningBuilder(String model) {
    this.model = model;
  }

  /** The training file. */
  public FineTuningBuilder train(Path file) {
    return trainFrom(file == null ? null : DataLocation.of(file));
  }

  /** The rows to train on: files, or what a query gives. */
  public FineTuningBuilder trainFrom(DataLocation location) {
    this.train = location;
    return this;
  }

  /**
   * The evaluation file; without one nothing is evaluated, unless {@link #evalFraction} or {@link
   * #fold} holds rows out.
   */
  public FineTuningBuilder eval(Path file) {
    return evalFrom(file == null ? null : DataLocation.of(file));
  }

  /** The rows to evaluate on, as {@link #trainFrom}. */
  public FineTuningBuilder evalFrom(DataLocation location) {
    this.eval = location;
    return this;
  }

  /** The share of training rows to hold out for evaluation, in [0, 1). */
  public FineTuningBuilder evalFraction(double fraction) {
    this.evalFraction = fraction;
    return this;
  }

  /** The fold of the training rows to evaluate on; the others are trained on. */
  public FineTuningBuilder fold(Fold value) {
    this.fold = value;
    return this;
  }

  /** Which columns hold what. */
  public FineTuningBuilder columns(Columns value) {
    this.columns = value;
    return this;
  }

  /** What stands between the labels of a cell. */
  public FineTuningBuilder labelDelimiter(String value) {
    this.labelDelimiter = value;
    return this;
  }

  /** The problem, where the labels or the checkpoint shall not decide. */
  public FineTuningBuilder problemType(ProblemType value) {
    this.problemType = value;
    return this;
  }

  /** The folder where the tokens of the files are kept for the next run; default none. */
  public FineTuningBuilder tokenCache(Path folder) {
    this.tokenCache = folder;
    return this;
  }

  /** Passes over the training set. */
  public FineTuningBuilder epochs(double value) {
    training.epochs(value);
    return this;
  }

  /** Rows of one forward and backward pass. */
  public FineTuningBuilder batchSize(int value) {
    training.batchSize(value);
    return this;
  }

  /** The peak learning rate. */
  public FineTuningBuilder learningRate(double value) {
    training.learningRate(value);
    return this;
  }

  /** Label smoothing over all classes, in [0, 1). */
  public FineTuningBuilder labelSmoothing(double factor) {
    training.labelSmoothing(LabelSmoothing.of(factor));
    return this;
  }

  /** Fixes the order of the rows, dropout and new layers. */
  public FineTuningBuilder seed(long value) {
    training.seed(value);
    return this;
  }

  /** Passes of one optimizer step. */
  public FineTuningBuilder gradientAccumulationSteps(int value) {
    training.gradientAccumulationSteps(value);
    return this;
  }

  /** The training loss, label smoothing included. */
  public FineTuningBuilder loss(LossOptions value) {
    training.loss(value);
    return this;
  }

  /** The learning rate over the steps, warm-up and all. */
  public FineTuningBuilder schedule(ScheduleOptions value) {
    training.schedule(value);
    return this;
  }

  /** Which layers train, when, and at what share of the learning rate. */
  public FineTuningBuilder layers(LayerOptions value) {
    training.layers(value);
    return this;
  }

  /** When and how to evaluate. */
  public FineTuningBuilder evaluation(EvaluationOptions value) {
    training.evaluation(value);
    return this;
  }

  /** When to write checkpoints. */
  public FineTuningBuilder saving(SavingOptions value) {
    training.saving(value);
    return this;
  }

  /** What follows from which evaluation is the best. */
  public FineTuningBuilder selection(SelectionOptions value) {
    training.selection(value);
    return this;
  }

  /** All training options at once, in place of those that were given before. */
  public FineTuningBuilder training(TrainingOptions value) {
    training = value.toBuilder();
    return this;
  }

  /** Any of the training options; the others stay: {@code training(t -> t.maxGradNorm(0.5))}. */
  public FineTuningBuilder training(Consumer<TrainingOptionsBuilder> change) {
    change.accept(training);
    return this;
  }

  /** What of the decision is tuned on the evaluation rows in the end. */
  public FineTuningBuilder tuning(TuningOptions value) {
    this.tuning = value;
    return this;
  }

  /** The type of the matrix products. */
  public FineTuningBuilder precision(Precision value) {
    program = program.withPrecision(value);
    return this;
  }

  /** How dropout is drawn. */
  public FineTuningBuilder dropoutMasks(DropoutMasks value) {
    program = program.withDropout(value);
    return this;
  }

  /** Whether the last layer is computed only for the row of each text that the head reads. */
  public FineTuningBuilder firstRowOnly(boolean value) {
    program = program.withFirstRowOnly(value);
    return this;
  }

  /** Low-rank updates, to be trained in place of the weights. */
  public FineTuningBuilder lora(LoraOptions value) {
    program = program.withLora(value);
    return this;
  }

  /** Whether a GPU may round matrix products to TF32. */
  public FineTuningBuilder tf32(Tf32 value) {
    tf32 = value;
    return this;
  }

  /** Adds a metric to every evaluation. */
  public FineTuningBuilder metric(MetricFactory metric) {
    metrics.add(metric);
    return this;
  }

  /** Hears of the training. */
  public FineTuningBuilder callback(TrainingCallback callback) {
    callbacks.add(callback);
    return this;
  }

  /** The most tokens of a text. */
  public FineTuningBuilder maxLength(int value) {
    this.maxLength = value;
    return this;
  }

  /** {@code cpu}, {@code cuda} or {@code cuda:N}; several as in {@code cuda:0,cuda:1}. */
  public FineTuningBuilder device(String value) {
    this.device = value;
    return this;
  }

  /** Threads of one native operation. */
  public FineTuningBuilder threads(int value) {
    this.threads = value;
    return this;
  }

  /** The folder for the checkpoint. */
  public FineTuningBuilder output(Path folder) {
    this.output = folder;
    return this;
  }

  /** Allows the output folder to hold files already. */
  public FineTuningBuilder overwrite() {
    this.overwrite = true;
    return this;
  }

  /**
   * Goes on with a run of this output folder that was cut; begins one where there is none, and
   * returns at once where it is complete.
   */
  public FineTuningBuilder resume() {
    return resume(ResumeOptions.YES);
  }

  /** Whether and how a run that was cut is gone on with. */
  public FineTuningBuilder resume(ResumeOptions value) {
    this.resume = value;
    return this;
  }

  /** By which another thread can ask the run to save a checkpoint and end. */
  public FineTuningBuilder stopRequest(StopRequest value) {
    this.stopRequest = value;
    return this;
  }

  /** Allows a trained head that is for other labels or another problem to be given up. */
  public FineTuningBuilder ignoreMismatchedSizes() {
    this.ignoreMismatchedSizes = true;
    return this;
  }

  /** The form of the saved weights. */
  public FineTuningBuilder save(SaveOptions value) {
    this.save = value;
    return this;
  }

  /** Whether {@code report.html} is written beside the checkpoint; it is otherwise. */
  public FineTuningBuilder htmlReport(boolean value) {
    this.htmlReport = value;
    return this;
  }

  /** Whether a model card, {@code README.md}, is written beside the checkpoint; it is otherwise. */
  public FineTuningBuilder modelCard(boolean value) {
    this.modelCard = value;
    return this;
  }

  /** Names of the trackers that hear of the run, in place of {@code jsonl}. */
  public FineTuningBuilder reportTo(String... trackers) {
    return report(ReportOptions.to(trackers));
  }

  /** Which trackers hear of the run, and what they need to know. */
  public FineTuningBuilder report(ReportOptions value) {
    this.report = value;
    return this;
  }

  /** The options so far. */
  public FineTuningOptions options() {
    return new FineTuningOptions(
        model,
        ignoreMismatchedSizes,
        new DataOptions(
            train, eval, evalFraction, fold, columns, labelDelimiter, problemType, tokenCache),
        training.build(),
        tuning,
        program,
        tf32,
        maxLength,
        device,
        threads,
        new OutputOptions(output, overwrite, resume, save, htmlReport, modelCard),
        report);
  }

  /** Runs. */
  public FineTuningResult run() {
    return FineTuning.run(options(), new Listening(callbacks, metrics, stopRequest));
  }
}
