package dev.classifine.model;

import dev.classifine.model.ParameterSpec.Role;
import dev.classifine.script.ProgramSource;
import java.util.List;
import java.util.Map;

/**
 * BERT: learned positions and token types, post-norm layers, a pooled first row, a linear
 * classifier.
 */
final class BertArchitecture implements Architecture {

  @Override
  public String modelType() {
    return "bert";
  }

  @Override
  public String classifierName() {
    return "BertForSequenceClassification";
  }

  @Override
  public String basePrefix() {
    return "bert.";
  }

  @Override
  public int maxTokens(ModelConfig config) {
    return config.size("max_position_embeddings");
  }

  @Override
  public List<ParameterSpec> parameters(ModelConfig config, int labels) {
    int hidden = config.size("hidden_size");
    int inner = config.size("intermediate_size");
    ParameterList list = new ParameterList();
    list.embedding("bert.embeddings.word_embeddings", config.size("vocab_size"), hidden);
    list.embedding("bert.embeddings.position_embeddings", maxTokens(config), hidden);
    list.embedding(
        "bert.embeddings.token_type_embeddings", config.integer("type_vocab_size", 2), hidden);
    list.norm("bert.embeddings.LayerNorm", hidden);
    for (int i = 0; i < config.size("num_hidden_layers"); i++) {
      String layer = "bert.encoder.layer." + i + ".";
      list.linear(layer + "attention.self.query", hidden, hidden);
      list.linear(layer + "attention.self.key", hidden, hidden);
      list.linear(layer + "attention.self.value", hidden, hidden);
      list.linear(layer + "attention.output.dense", hidden, hidden);
      list.norm(layer + "attention.output.LayerNorm", hidden);
      list.linear(layer + "intermediate.dense", inner, hidden);
      list.linear(layer + "output.dense", hidden, inner);
      list.norm(layer + "output.LayerNorm", hidden);
    }
    list.linear("bert.pooler.dense", hidden, hidden, Role.POOLER);
    list.linear("classifier", labels, hidden, Role.HEAD);
    return list.specs();
  }

  @Override
  public ProgramSource program(ModelConfig config, boolean firstRowOnly) {
    check(config);
    double hiddenDropout = config.rate("hidden_dropout_prob", 0.1);
    return ProgramSource.of(
        BertArchitecture.class,
        "Bert",
        Map.ofEntries(
            Map.entry("LAYERS", config.size("num_hidden_layers")),
            Map.entry("HEADS", config.size("num_attention_heads")),
            Map.entry("EPS", config.number("layer_norm_eps", 1e-12)),
            Map.entry("PADDING", config.paddingRow(0)),
            Map.entry("HIDDEN_DROPOUT", hiddenDropout),
            Map.entry("ATTENTION_DROPOUT", config.rate("attention_probs_dropout_prob", 0.1)),
            Map.entry("CLASSIFIER_DROPOUT", config.rate("classifier_dropout", hiddenDropout)),
            Map.entry("ACTIVATION", Activations.expression(config, "hidden_act", "gelu")),
            Map.entry("FIRST_ROW_ONLY", firstRowOnly)),
        "common.py",
        "bert.py");
  }

  private static void check(ModelConfig config) {
    int hidden = config.size("hidden_size");
    if (hidden % config.size("num_attention_heads") != 0) {
      throw config.unsupported(
          "num_attention_heads", "It must divide hidden_size, which is " + hidden + ".");
    }
    if (!config.string("position_embedding_type", "absolute").equals("absolute")) {
      throw config.unsupported("position_embedding_type", "Only \"absolute\" is.");
    }
    for (String key : List.of("is_decoder", "add_cross_attention")) {
      if (config.flag(key, false)) {
        throw config.unsupported(key, "A classifier is an encoder: it must be false.");
      }
    }
  }
}
