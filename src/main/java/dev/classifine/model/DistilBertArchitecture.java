package dev.classifine.model;

import java.util.List;

/** DistilBERT: no token types, no dropout after the attention, a dense layer with ReLU. */
final class DistilBertArchitecture extends PostNormArchitecture {

  private static final double EPS = 1e-12; // whatever a configuration says

  DistilBertArchitecture() {
    super(
        "distilbert",
        "DistilBert",
        "distilbert.",
        new PostNormLayer(
            "attention.q_lin",
            "attention.k_lin",
            "attention.v_lin",
            "attention.out_lin",
            "sa_layer_norm",
            "ffn.lin1",
            "ffn.lin2",
            "output_layer_norm"));
  }

  @Override
  boolean readsPositionType() {
    return false;
  }

  @Override
  List<String> sources() {
    return List.of("distilbert.py");
  }

  @Override
  void addEmbeddings(ParameterList list, ModelConfig config) {
    addEmbeddings(list, config, 0, hidden(config));
  }

  @Override
  public List<String> layersInOrder(ModelConfig config) {
    return numbered(
        "distilbert.transformer.layer.",
        config.layers(config.has("n_layers") ? "n_layers" : "num_hidden_layers", 6));
  }

  @Override
  public int tokenTypes(ModelConfig config) {
    return 0;
  }

  @Override
  Head head(ModelConfig config) {
    return new Head(
        "pre_classifier",
        "classifier",
        "torch.relu(x)",
        0.0,
        config.rate("seq_classif_dropout", 0.2));
  }

  @Override
  int hidden(ModelConfig config) {
    return config.size("dim", "hidden_size", 768);
  }

  @Override
  int inner(ModelConfig config) {
    return config.size("hidden_dim", 3072);
  }

  @Override
  String headsKey() {
    return "n_heads";
  }

  @Override
  int heads(ModelConfig config) {
    return config.size("n_heads", "num_attention_heads", 12);
  }

  @Override
  double eps(ModelConfig config) {
    return EPS;
  }

  @Override
  String activation(ModelConfig config) {
    return Activations.expression(config, "activation", "gelu");
  }

  @Override
  Dropouts dropouts(ModelConfig config) {
    double dropout = config.rate("dropout", 0.1);
    return new Dropouts(dropout, config.rate("attention_dropout", 0.1), 0.0, dropout);
  }
}
