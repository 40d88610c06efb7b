package dev.classifine.model;

import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.error.ClassifineException;

/**
 * What a model can take of a text, read from a checkpoint's configuration alone: known before any
 * weight is loaded.
 *
 * @param modelType the architecture
 * @param maxTokens the most tokens that can be computed, at least 1
 * @param usualTokens the most tokens that the model was made for
 * @param tokenTypes how many token types there are; 0 where the architecture has none
 * @param words how many words the embedding has
 * @param padding the id that fills the right of a batch
 */
public record InputLimits(
    String modelType, int maxTokens, int usualTokens, int tokenTypes, int words, int padding) {

  /**
   * The limits of a checkpoint.
   *
   * @throws ClassifineException if the architecture or a value of its configuration is not
   *     supported
   */
  public static InputLimits of(Checkpoint checkpoint) {
    return of(new ModelConfig(checkpoint.config(), checkpoint.configPlace()));
  }

  static InputLimits of(ModelConfig config) {
    Architecture architecture = Architectures.of(config);
    int maxTokens = architecture.maxTokens(config);
    if (maxTokens < 1) {
      throw config.unsupported(
          "max_position_embeddings",
          "The first positions are for padding, and it leaves none for tokens.");
    }
    return new InputLimits(
        config.modelType(),
        maxTokens,
        architecture.usualTokens(config),
        architecture.tokenTypes(config),
        architecture.words(config),
        Math.max(0, architecture.paddingRow(config)));
  }
}
