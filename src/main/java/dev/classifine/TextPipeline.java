package dev.classifine;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.checkpoint.Checkpoints;
import dev.classifine.data.Example;
import dev.classifine.data.Examples;
import dev.classifine.error.ClassifineException;
import dev.classifine.model.InputLimits;
import dev.classifine.model.ModelConfig;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import dev.classifine.text.EncodedTexts;
import dev.classifine.text.TextTokenizer;
import dev.classifine.text.TokenBatch;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What stands around a trained classifier's program: texts to tokens before it, logits to
 * predictions behind it, with the decision that was tuned. For who runs the program by other means
 * than {@link TextClassifier}. Several threads may use it.
 */
public final class TextPipeline implements AutoCloseable {

  /** What transformers takes for granted, and leaves out of {@code config.json}. */
  private static final LabelSet USUAL_LABELS = new LabelSet(List.of("LABEL_0", "LABEL_1"));

  private final String name;
  private final TextTokenizer tokenizer;
  private final int padding;
  private final LabelSet labels;
  private final Decision decision;

  private TextPipeline(Checkpoint checkpoint, int maxLength) {
    ModelConfig config = new ModelConfig(checkpoint.config(), checkpoint.configPlace());
    this.name = checkpoint.name();
    this.labels = config.labels().orElse(USUAL_LABELS);
    this.decision = config.decision(config.problemType(labels), labels);
    this.padding = InputLimits.of(checkpoint).padding();
    this.tokenizer = TokenizerLoader.load(checkpoint, maxLength);
  }

  /**
   * Loads it from the folder of a checkpoint, or of a classifier that was exported.
   *
   * @param folder holds {@code config.json} and the tokenizer's files
   * @param maxLength the most tokens of a text; 0 takes what the tokenizer and the model allow
   * @throws ClassifineException if one of them is missing or damaged
   */
  public static TextPipeline load(Path folder, int maxLength) {
    try (Checkpoint checkpoint = Checkpoints.describe(folder)) {
      return new TextPipeline(checkpoint, maxLength);
    }
  }

  /** The labels in the order of the logits. */
  public LabelSet labels() {
    return labels;
  }

  /** The problem that the classifier was trained for. */
  public ProblemType problemType() {
    return decision.problemType();
  }

  /**
   * The program's inputs.
   *
   * @param manager theirs
   * @param examples at least one text or pair
   * @return ids {@code [B, T]} int64; mask {@code [B, T]} float32; token types {@code [B, T]}
   *     int64, or {@code [1, 1]} where all are 0
   */
  public NDList inputs(NDManager manager, List<Example> examples) {
    Examples rows = new Examples("input", examples);
    EncodedTexts encoded = tokenizer.encode(rows.texts(), rows.pairs());
    return TokenBatch.of(manager, encoded, IntStream.range(0, encoded.size()).toArray(), padding);
  }

  /**
   * The predictions of a batch.
   *
   * @param logits {@code [B, K]} float32
   * @throws ClassifineException if there are not as many as labels, or one is not finite
   */
  public List<Prediction> predictions(NDArray logits) {
    Shape shape = logits.getShape();
    int count = labels.size();
    if (shape.dimension() != 2 || shape.get(1) != count) {
      throw new ClassifineException(
          name
              + ": the model gives logits of the shape "
              + shape
              + ", and config.json names "
              + count
              + " labels. They must be of the same model.");
    }
    float[] flat = logits.toFloatArray();
    return IntStream.range(0, (int) shape.get(0))
        .mapToObj(row -> prediction(Arrays.copyOfRange(flat, row * count, (row + 1) * count), row))
        .toList();
  }

  private Prediction prediction(float[] logits, int row) {
    return Prediction.checked(decision, labels, logits, name, () -> "text " + row + " (from 0)");
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
