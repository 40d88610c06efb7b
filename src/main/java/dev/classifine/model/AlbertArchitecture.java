package dev.classifine.model;

import java.util.ArrayList;
import java.util.List;

/** ALBERT: narrow embeddings; groups of layers that share their parameters. */
final class AlbertArchitecture extends PostNormArchitecture {

  private static final String PROJECTION = "albert.encoder.embedding_hidden_mapping_in";

  AlbertArchitecture() {
    super(
        "albert",
        "Albert",
        "albert.",
        new PostNormLayer(
            "attention.query",
            "attention.key",
            "attention.value",
            "attention.dense",
            "attention.LayerNorm",
            "ffn",
            "ffn_output",
            "full_layer_layer_norm"));
  }

  @Override
  List<String> sources() {
    return List.of("albert.py");
  }

  @Override
  void addEmbeddings(ParameterList list, ModelConfig config) {
    int width = config.size("embedding_size", 128);
    addEmbeddings(list, config, tokenTypes(config), width);
    list.linear(PROJECTION, hidden(config), width);
  }

  /** The projection of the embeddings is one of them, though it stands in the encoder. */
  @Override
  public int depthBesideLayers(String name, int layers) {
    return name.startsWith(PROJECTION) ? 0 : super.depthBesideLayers(name, layers);
  }

  @Override
  public List<String> layersInOrder(ModelConfig config) {
    int layers = config.layers("num_hidden_layers", 12);
    int groups = config.size("num_hidden_groups", 1);
    if (groups > layers) {
      throw config.unsupported(
          "num_hidden_groups", "It must be at most num_hidden_layers, which is " + layers + ".");
    }
    int inner = config.layers("inner_group_num", 1);
    if ((long) layers * inner > ModelConfig.MOST_LAYERS) {
      throw config.unsupported(
          "inner_group_num",
          "With num_hidden_layers, which is "
              + layers
              + ", it must make at most "
              + ModelConfig.MOST_LAYERS
              + " layers.");
    }
    List<String> names = new ArrayList<>();
    for (int i = 0; i < layers; i++) {
      int group = (int) (i / ((double) layers / groups));
      names.addAll(
          numbered("albert.encoder.albert_layer_groups." + group + ".albert_layers.", inner));
    }
    return names;
  }

  @Override
  public int tokenTypes(ModelConfig config) {
    return config.size("type_vocab_size", 2);
  }

  @Override
  Head head(ModelConfig config) {
    return new Head(
        "albert.pooler",
        "classifier",
        "torch.tanh(x)",
        0.0,
        config.rate("classifier_dropout_prob", 0.1));
  }

  @Override
  public int words(ModelConfig config) {
    return config.size("vocab_size", 30000);
  }

  @Override
  int hidden(ModelConfig config) {
    return config.size("hidden_size", 4096);
  }

  @Override
  int inner(ModelConfig config) {
    return config.size("intermediate_size", 16384);
  }

  @Override
  int heads(ModelConfig config) {
    return config.size("num_attention_heads", 64);
  }

  @Override
  String activation(ModelConfig config) {
    return Activations.expression(config, "hidden_act", "gelu_new");
  }

  @Override
  Dropouts dropouts(ModelConfig config) {
    double hidden = config.rate("hidden_dropout_prob", 0);
    return new Dropouts(hidden, config.rate("attention_probs_dropout_prob", 0), hidden, 0.0);
  }
}
