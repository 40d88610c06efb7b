package dev.classifine.model;

import java.util.List;

/** ELECTRA: BERT whose embeddings may be narrower than its layers, with a head of two layers. */
final class ElectraArchitecture extends PostNormArchitecture {

  ElectraArchitecture() {
    super("electra", "Electra", "electra.", PostNormLayer.BERT);
  }

  @Override
  List<String> sources() {
    return List.of("electra.py");
  }

  @Override
  void addEmbeddings(ParameterList list, ModelConfig config) {
    addEmbeddings(list, config, tokenTypes(config), embedding(config));
    if (isProjected(config)) {
      list.linear("electra.embeddings_project", hidden(config), embedding(config));
    }
  }

  @Override
  void addConstants(Constants constants, ModelConfig config) {
    constants.put("PROJECTED", isProjected(config));
  }

  @Override
  public int tokenTypes(ModelConfig config) {
    return config.size("type_vocab_size", 2);
  }

  @Override
  Head head(ModelConfig config) {
    return Head.classifier("torch.gelu(x)", classifierDropout(config));
  }

  @Override
  int hidden(ModelConfig config) {
    return config.size("hidden_size", 256);
  }

  @Override
  int inner(ModelConfig config) {
    return config.size("intermediate_size", 1024);
  }

  @Override
  int heads(ModelConfig config) {
    return config.size("num_attention_heads", 4);
  }

  private int embedding(ModelConfig config) {
    return config.size("embedding_size", 128);
  }

  private boolean isProjected(ModelConfig config) {
    return embedding(config) != hidden(config);
  }
}
