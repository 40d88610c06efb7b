package dev.classifine;

import ai.djl.ndarray.NDManager;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.data.Example;
import dev.classifine.data.ExampleSource;
import dev.classifine.data.Examples;
import dev.classifine.data.LabelResolver;
import dev.classifine.data.RowPlaces;
import dev.classifine.error.ClassifineException;
import dev.classifine.metrics.LogitMatrix;
import dev.classifine.metrics.MetricFactory;
import dev.classifine.model.InferenceModel;
import dev.classifine.model.Precision;
import dev.classifine.model.TextModel;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.ProblemType;
import dev.classifine.problem.Targets;
import dev.classifine.script.NativeRuntime;
import dev.classifine.script.PassPool;
import dev.classifine.text.EncodedTexts;
import dev.classifine.text.TextTokenizer;
import dev.classifine.train.BatchLimits;
import dev.classifine.train.EvaluationPass;
import dev.classifine.train.EvaluationReport;
import dev.classifine.train.ParallelInference;
import dev.classifine.train.TextSet;
import dev.classifine.train.TrainingSet;
import dev.classifine.tuning.Tuned;
import dev.classifine.tuning.Tuning;
import dev.classifine.tuning.TuningOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/**
 * A fine-tuned checkpoint that classifies texts. Several threads may use it at once: their batches
 * share its workers, so that no more threads compute than {@link InferenceOptions#workers} says. A
 * call whose texts fit into one batch is computed by the calling thread with all of libtorch's
 * threads where nothing else is computed. A text's prediction does not depend on the texts beside
 * it, but for the last digits of its logits.
 */
public final class TextClassifier implements AutoCloseable {

  /** Rows wait for others until a chunk is full: for input that does not pause, such as a file. */
  public static final Duration UNTIL_FULL = Duration.ofDays(1);

  private static final int WARM_UP_PASSES = 3;
  private static final int WARM_UP_WORDS = 128;

  private final TextModel model;
  private final TextTokenizer tokenizer;
  private final InferenceModel ready;
  private final PassPool pool;
  private final ParallelInference inference;
  private final BatchLimits limits;
  private final UseGate gate;
  private final List<ClassifierListener> listeners = new CopyOnWriteArrayList<>();

  private TextClassifier(TextModel model, TextTokenizer tokenizer, InferenceOptions options) {
    NDManager manager = model.djl().getNDManager();
    this.model = model;
    this.tokenizer = tokenizer;
    this.ready = InferenceModel.of(model);
    this.pool = new PassPool(options.workers(manager.getDevice()));
    this.inference = new ParallelInference(pool, manager, ready::logits, model.labels().size());
    this.limits = options.limits(manager.getDevice());
    this.gate = new UseGate("The classifier " + model.djl().getName());
  }

  /**
   * Loads a checkpoint, onto a GPU where there is one.
   *
   * @param folder a folder in Hugging Face's layout, with a trained head; nothing else is looked
   *     for
   * @throws ClassifineException if it is not one
   */
  public static TextClassifier load(Path folder) {
    return load(Checkpoints.nameOf(folder), null, 0);
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
    return load(
        folder,
        InferenceOptions.DEFAULTS
            .withDevice(device)
            .withMaxLength(maxLength)
            .withPrecision(precision));
  }

  /**
   * Loads a checkpoint.
   *
   * @param folder a folder in Hugging Face's layout, with a trained head
   * @param options how it is run
   * @throws ClassifineException if it is not one
   */
  public static TextClassifier load(String folder, InferenceOptions options) {
    try (Checkpoint checkpoint = Checkpoints.open(folder)) {
      TrainedModel.check(checkpoint);
      TextModel model =
          TrainedModel.load(
              checkpoint, NativeRuntime.device(options.device()), options.precision());
      try {
        TextTokenizer tokenizer = TokenizerLoader.load(checkpoint, options.maxLength());
        return new TextClassifier(model, tokenizer, options);
      } catch (RuntimeException e) {
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

  /**
   * Tells a listener of every call of {@code classify} from here on, but for those of rows as they
   * come.
   */
  public void addListener(ClassifierListener listener) {
    listeners.add(listener);
  }

  /** Tells a listener no more. */
  public void removeListener(ClassifierListener listener) {
    listeners.remove(listener);
  }

  /**
   * Classifies texts of some lengths and forgets the result, so that the first texts of others find
   * memory taken, threads started and code compiled. No listener is told.
   */
  public void warmUp() {
    gate.enter();
    try {
      for (int pass = 0; pass < WARM_UP_PASSES; pass++) {
        for (int words = 2; words <= WARM_UP_WORDS; words *= 4) {
          String text = "a ".repeat(words);
          predictions(tokenizer.encode(List.of(text), null), limits, decision(), Callers.ONE);
          predictions(
              tokenizer.encode(List.of(text, text, text), null), limits, decision(), Callers.ONE);
        }
      }
    } finally {
      gate.leave();
    }
  }

  /**
   * Has something done first when the process is ended by a signal or {@code System.exit}, while
   * texts can still be classified: a server answers what it has accepted, a {@link MicroBatcher}
   * what it was handed. After it the process waits only for the batches that run; a call whose
   * batches have not begun ends by a {@link java.util.concurrent.CancellationException}.
   *
   * @param last must end by itself; done beside what else was given
   * @return takes it back
   */
  public Runnable beforeExit(Runnable last) {
    return pool.beforeEnd(last);
  }

  /** Classifies one text. */
  public Prediction classify(String text) {
    return classify(List.of(text)).get(0);
  }

  /** Classifies texts, in batches of like length; the predictions are in the order of the texts. */
  public List<Prediction> classify(List<String> texts) {
    return measured(texts, null, limits, decision(), Callers.ONE);
  }

  /**
   * Classifies texts or pairs of texts.
   *
   * @param batchSize the most rows of a batch; 0 for as many as the options say
   */
  public List<Prediction> classify(List<Example> examples, int batchSize) {
    return classify(examples, batchSize, decision());
  }

  /**
   * Classifies texts or pairs of texts by another decision than the checkpoint's.
   *
   * @param batchSize the most rows of a batch; 0 for as many as the options say
   * @param decision for the same problem and labels, as {@link #decision} and its {@code with}
   *     methods give it
   */
  public List<Prediction> classify(List<Example> examples, int batchSize, Decision decision) {
    Examples rows = new Examples("input", examples);
    return measured(rows.texts(), rows.pairs(), limits(batchSize), decision, Callers.ONE);
  }

  /**
   * Classifies texts of several callers.
   *
   * @throws ClassifineException if the model gives logits that are not finite
   */
  List<Prediction> classifyTogether(List<Example> examples, Callers callers) {
    Examples rows = new Examples("input", examples);
    return measured(rows.texts(), rows.pairs(), limits, decision(), callers);
  }

  /**
   * Classifies rows as they come, any number of them in constant memory, and hands the predictions
   * out in their order. Reading, tokenising and writing go on while others are computed.
   *
   * @param examples asked in a thread of its own. What it throws is thrown here, after the
   *     predictions of the rows before. Where this method ends by an error, it may be asked once
   *     more
   * @param decision as in {@link #classify(List, int, Decision)}
   * @param patience how long a row waits for others to be classified with, which is faster the more
   *     they are: {@link #UNTIL_FULL}, or a moment where somebody waits for each prediction
   * @param consumer called in this thread
   * @throws IOException from the consumer
   * @throws ClassifineException if the model gives logits that are not finite, after the
   *     predictions of the rows before
   */
  public void classify(
      Iterator<Example> examples, Decision decision, Duration patience, PredictionConsumer consumer)
      throws IOException {
    RowPlaces places =
        examples instanceof ExampleSource source ? source.places() : RowPlaces.lines("input");
    gate.enter();
    try {
      new PredictionStream(
              rows -> inference.begin(unlabelled(encode(new Examples("input", rows))), limits),
              (row, logits) ->
                  prediction(decision, logits, () -> "the text of " + places.of(row.line())),
              consumer)
          .run(examples, patience);
    } finally {
      gate.leave();
    }
  }

  /**
   * Evaluates on labelled examples.
   *
   * @param batchSize the most rows of a batch; 0 for as many as the options say
   * @throws ClassifineException if a label is unknown or does not fit the problem
   */
  public EvaluationReport evaluate(Examples examples, int batchSize) {
    return evaluate(examples, batchSize, List.of());
  }

  /**
   * Evaluates on labelled examples, with metrics beside the built-in ones: {@code BrierScore::new},
   * or one's own.
   *
   * @param batchSize the most rows of a batch; 0 for as many as the options say
   * @throws ClassifineException if a label is unknown or does not fit the problem, or the name of a
   *     metric is taken
   */
  public EvaluationReport evaluate(Examples examples, int batchSize, List<MetricFactory> metrics) {
    gate.enter();
    try {
      return new EvaluationPass(
              decision(), labels(), LabelSmoothing.NONE, limits(batchSize), metrics, List.of())
          .run(labelled(examples), inference);
    } finally {
      gate.leave();
    }
  }

  /**
   * Tunes a decision on examples that the checkpoint was not trained on. Nothing is written and
   * {@link #decision} stays; {@link DecisionTuning} writes.
   *
   * @param batchSize the most rows of a batch; 0 for as many as the options say
   * @param options what to tune
   * @throws ClassifineException if a label is unknown or does not fit the problem, or an option is
   *     not for it
   */
  public Tuned tune(Examples heldOut, int batchSize, TuningOptions options) {
    options.untuned(problemType()); // an error before anything is computed
    gate.enter();
    try {
      TrainingSet set = labelled(heldOut).known();
      LogitMatrix logits = inference.logits(set, limits(batchSize));
      return Tuning.tune(options, decision(), labels(), logits, set.targets());
    } finally {
      gate.leave();
    }
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

  private TextSet unlabelled(EncodedTexts texts) {
    return new TextSet(texts, null, model.paddingId(), row -> "text " + row);
  }

  private BatchLimits limits(int batchSize) {
    return batchSize == 0 ? limits : new BatchLimits(batchSize, limits.tokens());
  }

  private List<Prediction> measured(
      List<String> texts, List<String> pairs, BatchLimits within, Decision decision, Callers from) {
    gate.enter();
    try {
      long begin = System.nanoTime();
      EncodedTexts encoded = tokenizer.encode(texts, pairs);
      List<Prediction> predictions = predictions(encoded, within, decision, from);
      if (!texts.isEmpty() && !listeners.isEmpty()) {
        long tokens = IntStream.range(0, encoded.size()).mapToLong(encoded::length).sum();
        ClassifierListener.Measurement measurement =
            new ClassifierListener.Measurement(
                texts.size(), tokens, from.waitedNanos(), System.nanoTime() - begin);
        listeners.forEach(listener -> listener.classified(measurement));
      }
      return predictions;
    } finally {
      gate.leave();
    }
  }

  private List<Prediction> predictions(
      EncodedTexts texts, BatchLimits within, Decision decision, Callers callers) {
    LogitMatrix logits = inference.logits(unlabelled(texts), within);
    return IntStream.range(0, logits.rows())
        .mapToObj(row -> prediction(decision, logits.row(row), () -> callers.text(row)))
        .toList();
  }

  private Prediction prediction(Decision decision, float[] logits, Supplier<String> text) {
    return Prediction.checked(decision, labels(), logits, model.djl().getName(), text);
  }

  /**
   * Waits for the calls of other threads, and frees the model. A later call is an error, as is one
   * of this method from within a call, such as a {@link PredictionConsumer}'s.
   *
   * @throws IllegalStateException if it is called from within a call
   */
  @Override
  public void close() {
    if (gate.close()) {
      pool.close();
      if (!pool.isEnding()) { // libtorch may be gone before this thread is, and its memory goes too
        ready.close();
        tokenizer.close();
        model.close();
      }
    }
  }
}
