package dev.classifine.model;

import java.util.List;

/** BERT: learned positions and token types, a pooled first row, a linear classifier. */
final class BertArchitecture extends PostNormArchitecture {

  BertArchitecture() {
    super("bert", "Bert", "bert.", PostNormLayer.BERT);
  }

  @Override
  List<String> sources() {
    return List.of("bert.py");
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
  Head head(ModelConfig config) {
    return new Head(
        "bert.pooler.dense", "classifier", "torch.tanh(x)", 0.0, classifierDropout(config));
  }
}
