package dev.classifine.model;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.optim.ParameterDepths;
import dev.classifine.script.Program;
import dev.classifine.script.ProgramBlock;
import java.util.List;

/**
 * The embeddings and lowest layers of a model, run apart from what is above them: where they are
 * frozen, what they give for a text, its features, is the same in every epoch.
 */
public final class LowerLayers {

  private final List<String> inOrder;
  private final List<String> byDepth;
  private final ParameterDepths depths;
  private final boolean dropout;
  private final ProgramBlock block;

  /**
   * @param depths of the parameters
   * @param updatesDrop whether low-rank updates have dropout
   */
  LowerLayers(
      Architecture architecture,
      ModelConfig config,
      ParameterDepths depths,
      boolean updatesDrop,
      ProgramBlock block) {
    this.inOrder = architecture.layersInOrder(config);
    this.byDepth = architecture.layerPrefixes(config);
    this.depths = depths;
    this.dropout = updatesDrop || architecture.encoderHasDropout(config);
    this.block = block;
  }

  /** Where the parameters of the whole block lie. */
  public ParameterDepths depths() {
    return depths;
  }

  /** How many layers run; those that share their parameters count as often as they run. */
  public int count() {
    return inOrder.size();
  }

  /**
   * How many layers run before the first whose parameters lie deeper than a depth.
   *
   * @param depth at least 0
   */
  public int within(int depth) {
    int layers = 0;
    while (layers < count() && byDepth.indexOf(inOrder.get(layers)) < depth) {
      layers++;
    }
    return layers;
  }

  /** Whether a training pass of the whole model has dropout between the token ids and the head. */
  public boolean haveDropout() {
    return dropout;
  }

  /**
   * Computes features without dropout. Nothing is recorded for a backward pass, and what is frozen
   * needs none.
   *
   * @param inputs as of {@link dev.classifine.text.TokenBatch}; what comes out has their manager
   * @param layers how many of the lowest, in [0, {@link #count}]
   * @return hidden states {@code [B, T, H]}; of all layers the row {@code [B, H]} that the head
   *     reads
   */
  public NDArray features(NDList inputs, int layers) {
    NDList arguments = new NDList(inputs);
    arguments.add(marker(inputs.getManager(), layers));
    // What inference mode gives could not take part in the backward pass of what is above.
    return block.call("features", arguments, true);
  }

  /**
   * The inputs with which the model's block makes a training pass from features on, with the
   * dropout of what is above.
   *
   * @param features as of {@link #features}; where rows are padded, any finite numbers
   * @param mask {@code [B, T]} float32, 1 for a token and 0 for padding
   * @param layers how many the features are of
   */
  public NDList trainingInputs(NDArray features, NDArray mask, int layers) {
    NDManager manager = features.getManager();
    return new NDList(
        features, mask, marker(manager, layers), Program.method(manager, "train_above"));
  }

  /** An array that tells a number by its shape: a number in it would have to be waited for. */
  private static NDArray marker(NDManager manager, int layers) {
    return manager.create(new Shape(layers, 0));
  }
}
