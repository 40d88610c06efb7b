package dev.classifine.model;

import java.util.List;

/**
 * RoBERTa and XLM-RoBERTa: positions that begin after the padding token's id, and a head of two
 * layers.
 */
final class RobertaArchitecture extends PostNormArchitecture {

  private RobertaArchitecture(String modelType, String className) {
    super(modelType, className, "roberta.", PostNormLayer.BERT);
  }

  static RobertaArchitecture roberta() {
    return new RobertaArchitecture("roberta", "Roberta");
  }

  static RobertaArchitecture xlmRoberta() {
    return new RobertaArchitecture("xlm-roberta", "XLMRoberta");
  }

  @Override
  List<String> sources() {
    return List.of("offset_positions.py", "roberta.py");
  }

  @Override
  void addEmbeddings(ParameterList list, ModelConfig config) {
    addEmbeddings(list, config, tokenTypes(config), hidden(config));
  }

  @Override
  public int tokenTypes(ModelConfig config) {
    return config.size("type_vocab_size", 2);
  }

  @Override
  public int paddingRow(ModelConfig config) {
    int row = config.paddingRow(1, words(config));
    if (row < 0) {
      throw config.unsupported(
          "pad_token_id", "The positions are counted from it: it must be a token's id.");
    }
    return row;
  }

  @Override
  public int maxTokens(ModelConfig config) {
    return config.size("max_position_embeddings", 512) - paddingRow(config) - 1;
  }

  @Override
  Head head(ModelConfig config) {
    return Head.classifier("torch.tanh(x)", classifierDropout(config));
  }

  @Override
  public int words(ModelConfig config) {
    return config.size("vocab_size", modelType().equals("roberta") ? 50265 : 30522);
  }
}
