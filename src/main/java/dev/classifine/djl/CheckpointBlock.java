package dev.classifine.djl;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import dev.classifine.model.InferenceModel;
import dev.classifine.model.TextModel;

/**
 * A trained classifier's program on its weights, which only predicts: it shows no parameters.
 * Inputs are those of {@link dev.classifine.TextPipeline}. Several threads may use it.
 */
final class CheckpointBlock extends AbstractBlock implements AutoCloseable {

  private static final byte VERSION = 1;

  private final TextModel model;
  private final InferenceModel ready;

  /**
   * @param model closed with this
   */
  CheckpointBlock(TextModel model) {
    super(VERSION);
    this.model = model;
    this.ready = InferenceModel.of(model);
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameterStore,
      NDList inputs,
      boolean training,
      PairList<String, Object> params) {
    if (training) {
      throw new UnsupportedOperationException(
          "This block only predicts. dev.classifine.FineTuning trains a checkpoint further.");
    }
    return ready.logits(inputs);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return new Shape[] {new Shape(inputShapes[0].get(0), model.labels().size())};
  }

  @Override
  public void close() {
    ready.close();
    model.close();
  }
}
