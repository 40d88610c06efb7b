package dev.classifine.onnx;

import dev.classifine.error.ClassifineException;
import dev.classifine.model.ProgramDescription;
import dev.classifine.model.TextModel;
import java.nio.file.Path;

/**
 * A classifier as an ONNX model: {@code input_ids}, {@code attention_mask} and, of models with more
 * than one type of tokens, {@code token_type_ids}, each int64 [batch_size, sequence_length], give
 * {@code logits}, float32 [batch_size, K].
 */
public final class OnnxClassifier {

  private OnnxClassifier() {}

  /**
   * Writes a model to a file; weights of 2 GiB and more to a second file beside it.
   *
   * @throws ClassifineException if it cannot be written
   */
  public static void write(TextModel model, Path file) {
    new OnnxFile(graph(model)).write(file);
  }

  /** The file for the weights beside a large model's. */
  public static Path dataFile(Path file) {
    return OnnxFile.dataFile(file);
  }

  /** What the model's program computes. */
  static Graph graph(TextModel model) {
    ProgramDescription program = model.description();
    Graph graph = new Graph(model.className(), model.tensors());
    Inputs inputs = Inputs.of(graph, model.tokenTypes());
    graph.output("logits", logits(graph, program, inputs), "batch_size", model.labels().size());
    return graph;
  }

  private static Value logits(Graph graph, ProgramDescription program, Inputs inputs) {
    if (program.has("post_norm.py")) {
      return new PostNormGraph(graph, program, inputs).logits();
    }
    return program.has("deberta_v2.py")
        ? new DebertaV2Graph(graph, program, inputs).logits()
        : new ModernBertGraph(graph, program, inputs).logits();
  }
}
