package dev.classifine.model;

import dev.classifine.script.ProgramSource;
import java.util.List;

/** One family of encoders: what its configuration means as parameters and as a program. */
interface Architecture {

  /** The value of {@code model_type} in {@code config.json}. */
  String modelType();

  /**
   * The class name that Hugging Face gives the classifier, for {@code architectures} in {@code
   * config.json}.
   */
  String classifierName();

  /**
   * What comes before the names of the encoder's parameters, with the dot; a base checkpoint may
   * lack it.
   */
  String basePrefix();

  /**
   * The parameters of a classifier, in the order of Hugging Face's state dict.
   *
   * @param labels K, the number of logits
   */
  List<ParameterSpec> parameters(ModelConfig config, int labels);

  /**
   * What comes before the names of each layer's parameters, with the dot, the lowest layer first.
   * Layers that share their parameters stand here once, where they first run.
   */
  List<String> layerPrefixes(ModelConfig config);

  /**
   * The same in the order in which layers run: those that share their parameters stand here as
   * often as they run.
   */
  default List<String> layersInOrder(ModelConfig config) {
    return layerPrefixes(config);
  }

  /** Whether training drops anything between the token ids and what the head reads. */
  boolean encoderHasDropout(ModelConfig config);

  /**
   * The depth of an encoder's parameter that belongs to no single layer: 0 for the embeddings, or
   * the lowest layer, from 1, in which it acts.
   *
   * @param layers how many layers there are
   */
  default int depthBesideLayers(String name, int layers) {
    return name.startsWith(basePrefix() + "embeddings") ? 0 : 1;
  }

  /**
   * What a classifier computes.
   *
   * @param options how it computes
   * @param target what computes it
   * @throws dev.classifine.error.ClassifineException if the configuration holds a value that is not
   *     supported
   */
  ProgramDescription description(ModelConfig config, ProgramOptions options, ProgramTarget target);

  /** The same for every device, with gradients. */
  default ProgramDescription description(ModelConfig config, ProgramOptions options) {
    return description(config, options, ProgramTarget.ANY);
  }

  /** The program of a classifier, for every device, with gradients. */
  default ProgramSource program(ModelConfig config, ProgramOptions options) {
    return description(config, options).program();
  }

  /** The weights of linear layers that the program also reads as matrices, on its own. */
  default List<String> matrices(ModelConfig config) {
    return List.of();
  }

  /** The names of the attention's query and value layers, which LoRA adapts by default. */
  List<String> queryAndValue();

  /** The most tokens that can be computed. */
  int maxTokens(ModelConfig config);

  /** The most tokens that the model was made for, which is what texts are cut to. */
  default int usualTokens(ModelConfig config) {
    return maxTokens(config);
  }

  /** How many words the embedding has. */
  int words(ModelConfig config);

  /** The name of the word embedding's parameter. */
  default String wordEmbedding() {
    return basePrefix() + "embeddings.word_embeddings.weight";
  }

  /** How many token types there are; 0 where the architecture has none. */
  int tokenTypes(ModelConfig config);

  /**
   * The row of the word embedding that gets no gradient and fills the right of a batch; -1 for
   * none.
   */
  int paddingRow(ModelConfig config);
}
