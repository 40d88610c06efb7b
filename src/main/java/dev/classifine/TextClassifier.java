package dev.classifine;

import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.data.Example;
import dev.classifine.data.Examples;
import dev.classifine.data.LabelResolver;
import dev.classifine.error.ClassifineException;
import dev.classifine.model.Precision;
import dev.classifine.model.TextModel;
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
        return new TextClassifier(model, TokenizerLoader.load(checkpoint, model, maxLength));
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

  /** Classifies one text. */
  public Prediction classify(String text) {
    return classify(List.of(text)).get(0);
  }

  /** Classifies texts, in batches of like length; the predictions are in the order of the texts. */
  public List<Prediction> classify(List<String> texts) {
    return predictions(tokenizer.encode(texts, null), BATCH_SIZE);
  }

  /**
   * Classifies texts or pairs of texts.
   *
   * @param examples all with or all without a second text
   * @param batchSize rows of a batch
   */
  public List<Prediction> classify(List<Example> examples, int batchSize) {
    return predictions(encode(new Examples("input", examples)), batchSize);
  }

  /**
   * Evaluates on labelled examples.
   *
   * @param batchSize rows of a batch
   * @throws ClassifineException if a label is unknown or does not fit the problem
   */
  public EvaluationReport evaluate(Examples examples, int batchSize) {
    Targets targets = LabelResolver.forModel(examples, problemType(), labels()).targets(examples);
    TextSet set = new TextSet(encode(examples), targets, model.paddingId(), examples::place);
    return new EvaluationPass(problemType(), labels(), LabelSmoothing.NONE, batchSize, List.of())
        .run(set, model.djl().getNDManager(), model::logits);
  }

  private EncodedTexts encode(Examples examples) {
    return tokenizer.encode(examples.texts(), examples.pairs());
  }

  private List<Prediction> predictions(EncodedTexts texts, int batchSize) {
    int k = labels().size();
    float[][] logits = new float[texts.size()][];
    TextSet set = new TextSet(texts, null, model.paddingId(), row -> "text " + row);
    Inference.run(
        set,
        batchSize,
        model.djl().getNDManager(),
        model::logits,
        (rows, inputs, outputs, flat) ->
            IntStream.range(0, rows.length)
                .forEach(i -> logits[rows[i]] = Arrays.copyOfRange(flat, i * k, (i + 1) * k)));
    for (int row = 0; row < logits.length; row++) {
      checkFinite(logits[row], row);
    }
    return Arrays.stream(logits).map(row -> Prediction.of(problemType(), labels(), row)).toList();
  }

  private void checkFinite(float[] logits, int row) {
    for (float logit : logits) {
      if (!Float.isFinite(logit)) {
        throw new ClassifineException(
            model.djl().getName()
                + ": gives the logits "
                + Arrays.toString(logits)
                + " for text "
                + row
                + " (from 0). They must be finite: its weights are damaged or were trained to no"
                + " number. Use another checkpoint.");
      }
    }
  }

  @Override
  public void close() {
    tokenizer.close();
    model.close();
  }
}
