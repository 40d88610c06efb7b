package dev.classifine;

import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.data.Example;
import dev.classifine.data.Examples;
import dev.classifine.data.LabelResolver;
import dev.classifine.error.ClassifineException;
import dev.classifine.metrics.LogitMatrix;
import dev.classifine.metrics.MetricFactory;
import dev.classifine.model.Precision;
import dev.classifine.model.TextModel;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.script.NativeRuntime;
import dev.classifine.text.EncodedTexts;
import dev.classifine.text.TextTokenizer;
import dev.classifine.train.EvaluationPass;
import dev.classifine.train.EvaluationReport;
import dev.classifine.train.Inference;
import dev.classifine.train.TextSet;
import dev.classifine.train.TrainingSet;
import dev.classifine.tuning.Tuned;
import dev.classifine.tuning.Tuning;
import dev.classifine.tuning.TuningOptions;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** A fine-tuned checkpoint that classifies texts. Several threads may use it at once. */
public final class TextClassifier implements AutoCloseable {

  /** Rows of a batch where nothing else is said. */
  public static final int BATCH_SIZE = 64;

  private final TextModel model;
  private final TextTokenizer tokenizer;

  private TextClassifier(TextModel model, TextTokenizer tokenizer) {
    this.model = model;
    this.tokenizer = tokenizer;
  }

  /**
   * Loads a checkpoint, onto a GPU where there is one.
   *
   * @param folder a folder in Hugging Face's layout, with a trained head
   * @throws ClassifineException if it is not one
   */
  public static TextClassifier load(Path folder) {
    return load(folder.toString(), null, 0);
  }

  /**
   * Loads a checkpoint.
   *
   * @param folder a folder in Hugging Face's layout, with a trained head
   * @param device {@code cpu}, {@code cuda} or {@code cuda:N}; null takes a GPU where there is one
   * @param maxLength the most tokens of a text; 0 takes what the tokenizer and the model allow
   */
  public static TextClassifier load(String folder, String device, int maxLength) {
    return load(folder, device, maxLength, Precision.FLOAT32);
  }

  /**
   * Loads a checkpoint.
   *
   * @param folder a folder in Hugging Face's layout, with a trained head
   * @param device {@code cpu}, {@code cuda} or {@code cuda:N}; null takes a GPU where there is one
   * @param maxLength the most tokens of a text; 0 takes what the tokenizer and the model allow
   * @param precision the type of the matrix products
   */
  public static TextClassifier load(
      String folder, String device, int maxLength, Precision precision) {
    try (Checkpoint checkpoint = Checkpoints.open(folder)) {
      TrainedModel.check(checkpoint);
      TextModel model = TrainedModel.load(checkpoint, NativeRuntime.device(device), precision);
      try {
        return new TextClassifier(model, TokenizerLoader.load(checkpoint, maxLength));
      } catch (ClassifineException e) {
        model.close();
        throw e;
      }
    }
  }

  /** The labels in the order of the logits. */
  public LabelSet labels() {
    return model.labels();
  }

  /** The problem that the checkpoint was trained for. */
  public ProblemType problemType() {
    return model.problemType();
  }

  /** How logits become scores and labels: what was tuned for the checkpoint, or the default. */
  public Decision decision() {
    return model.decision();
  }

  /** Classifies one text. */
  public Prediction classify(String text) {
    return classify(List.of(text)).get(0);
  }

  /** Classifies texts, in batches of like length; the predictions are in the order of the texts. */
  public List<Prediction> classify(List<String> texts) {
    return predictions(tokenizer.encode(texts, null), BATCH_SIZE, decision());
  }

  /**
   * Classifies texts or pairs of texts.
   *
   * @param examples all with or all without a second text
   * @param batchSize rows of a batch
   */
  public List<Prediction> classify(List<Example> examples, int batchSize) {
    return classify(examples, batchSize, decision());
  }

  /**
   * Classifies texts or pairs of texts by another decision than the checkpoint's.
   *
   * @param examples all with or all without a second text
   * @param batchSize rows of a batch
   * @param decision for the same problem and labels, as {@link #decision} and its {@code with}
   *     methods give it
   */
  public List<Prediction> classify(List<Example> examples, int batchSize, Decision decision) {
    return predictions(encode(new Examples("input", examples)), batchSize, decision);
  }

  /**
   * Evaluates on labelled examples.
   *
   * @param batchSize rows of a batch
   * @throws ClassifineException if a label is unknown or does not fit the problem
   */
  public EvaluationReport evaluate(Examples examples, int batchSize) {
    return evaluate(examples, batchSize, List.of());
  }

  /**
   * Evaluates on labelled examples, with metrics beside the built-in ones: {@code BrierScore::new},
   * or one's own.
   *
   * @param batchSize rows of a batch
   * @throws ClassifineException if a label is unknown or does not fit the problem, or the name of a
   *     metric is taken
   */
  public EvaluationReport evaluate(Examples examples, int batchSize, List<MetricFactory> metrics) {
    return new EvaluationPass(
            decision(), labels(), LabelSmoothing.NONE, batchSize, metrics, List.of())
        .run(labelled(examples), model.djl().getNDManager(), model::logits);
  }

  /**
   * Tunes a decision on examples that the checkpoint was not trained on. Nothing is written and
   * {@link #decision} stays; {@link DecisionTuning} writes.
   *
   * @param batchSize rows of a batch
   * @param options what to tune
   * @throws ClassifineException if a label is unknown or does not fit the problem, or an option is
   *     not for it
   */
  public Tuned tune(Examples heldOut, int batchSize, TuningOptions options) {
    options.untuned(problemType()); // an error before anything is computed
    TrainingSet set = labelled(heldOut).known();
    return Tuning.tune(options, decision(), labels(), logits(set, batchSize), set.targets());
  }

  /** The model that classifies. */
  TextModel model() {
    return model;
  }

  private TextSet labelled(Examples examples) {
    Targets targets = LabelResolver.forModel(examples, problemType(), labels()).targets(examples);
    return new TextSet(encode(examples), targets, model.paddingId(), examples::place);
  }

  private EncodedTexts encode(Examples examples) {
    return tokenizer.encode(examples.texts(), examples.pairs());
  }

  private LogitMatrix logits(TrainingSet set, int batchSize) {
    return Inference.logits(
        set, labels().size(), batchSize, model.djl().getNDManager(), model::logits);
  }

  private List<Prediction> predictions(EncodedTexts texts, int batchSize, Decision decision) {
    TextSet set = new TextSet(texts, null, model.paddingId(), row -> "text " + row);
    LogitMatrix logits = logits(set, batchSize);
    int bad = logits.firstNotFinite();
    if (bad >= 0) {
      throw notFinite(logits.row(bad), bad);
    }
    return IntStream.range(0, logits.rows())
        .mapToObj(row -> Prediction.of(decision, labels(), logits.row(row)))
        .toList();
  }

  private ClassifineException notFinite(float[] logits, int row) {
    return new ClassifineException(
        model.djl().getName()
            + ": gives the logits "
            + Arrays.toString(logits)
            + " for text "
            + row
            + " (from 0). They must be finite: its weights are damaged or were trained to no"
            + " number. Use another checkpoint.");
  }

  @Override
  public void close() {
    tokenizer.close();
    model.close();
  }
}
