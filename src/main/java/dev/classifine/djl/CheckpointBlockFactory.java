package dev.classifine.djl;

import ai.djl.Model;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import ai.djl.repository.zoo.Criteria;
import dev.classifine.TrainedModel;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;

/**
 * Has DJL load a checkpoint in Hugging Face's layout, as a training leaves it: its block runs the
 * classifier's program on the checkpoint's weights, as {@link dev.classifine.TextClassifier} does.
 *
 * <p>{@link #criteria} asks for it. For DJL Serving the folder gets a {@code serving.properties}
 * that says the same:
 *
 * <pre>
 * engine=PyTorch
 * blockFactory=dev.classifine.djl.CheckpointBlockFactory
 * translatorFactory=dev.classifine.djl.ClassifierTranslatorFactory
 * option.hasParameter=false
 * </pre>
 */
public final class CheckpointBlockFactory implements BlockFactory {

  private static final long serialVersionUID = 1L;

  /** Criteria that load a checkpoint's folder; they may be added to. */
  public static <I, O> Criteria.Builder<I, O> criteria(
      Path folder, Class<I> input, Class<O> output) {
    return Criteria.builder()
        .setTypes(input, output)
        .optModelPath(folder)
        .optEngine("PyTorch")
        .optArgument("blockFactory", new CheckpointBlockFactory())
        .optTranslatorFactory(new ClassifierTranslatorFactory())
        .optOption("hasParameter", "false"); // of DJL's own form: the block has its weights already
  }

  /**
   * Loads the checkpoint onto the model's device. It is closed with the model.
   *
   * @throws dev.classifine.error.ClassifineException if the folder holds no trained classifier
   */
  @Override
  public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) {
    CheckpointBlock block =
        new CheckpointBlock(
            TrainedModel.load(modelPath.toString(), model.getNDManager().getDevice()));
    model.getNDManager().attachInternal(UUID.randomUUID().toString(), block);
    return block;
  }
}
