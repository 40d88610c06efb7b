package dev.classifine.model;

import dev.classifine.model.ParameterSpec.Role;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** ModernBERT: pre-norm layers with rotary positions, some of them with a local window. */
final class ModernBertArchitecture implements Architecture {

  private static final String WORDS = "model.embeddings.tok_embeddings";
  private static final String FINAL_NORM = "model.final_norm";
  private static final double LEAST_CUTOFF = 0.1; // most of what is drawn lies beyond

  @Override
  public String modelType() {
    return "modernbert";
  }

  @Override
  public String classifierName() {
    return "ModernBertForSequenceClassification";
  }

  @Override
  public String basePrefix() {
    return "model.";
  }

  /** Rotary positions have no end. */
  @Override
  public int maxTokens(ModelConfig config) {
    return Integer.MAX_VALUE;
  }

  /** Query, key and value are one layer. */
  @Override
  public List<String> queryAndValue() {
    return List.of("Wqkv");
  }

  @Override
  public String wordEmbedding() {
    return WORDS + ".weight";
  }

  @Override
  public int usualTokens(ModelConfig config) {
    return config.size("max_position_embeddings", 8192);
  }

  @Override
  public int tokenTypes(ModelConfig config) {
    return 0;
  }

  @Override
  public int paddingRow(ModelConfig config) {
    return config.paddingRow(50283, words(config));
  }

  @Override
  public List<ParameterSpec> parameters(ModelConfig config, int labels) {
    int hidden = hidden(config);
    int inner = config.size("intermediate_size", 1152);
    boolean normBias = config.flag("norm_bias", false);
    boolean attentionBias = config.flag("attention_bias", false);
    boolean mlpBias = config.flag("mlp_bias", false);
    ParameterList list = new ParameterList(config);
    list.embedding(WORDS, words(config), hidden);
    list.norm("model.embeddings.norm", hidden, normBias, Role.ENCODER);
    List<String> layers = layerPrefixes(config);
    for (String layer : layers) {
      if (!layer.equals(layers.get(0))) { // the embeddings' norm serves the first

        list.norm(layer + "attn_norm", hidden, normBias, Role.ENCODER);
      }
      addLinear(list, layer + "attn.Wqkv", 3L * hidden, hidden, attentionBias);
      addLinear(list, layer + "attn.Wo", hidden, hidden, attentionBias);
      list.norm(layer + "mlp_norm", hidden, normBias, Role.ENCODER);
      addLinear(list, layer + "mlp.Wi", 2L * inner, hidden, mlpBias);
      addLinear(list, layer + "mlp.Wo", hidden, inner, mlpBias);
    }
    list.norm(FINAL_NORM, hidden, normBias, Role.ENCODER);
    addHead(list, config, labels);
    return list.specs();
  }

  @Override
  public List<String> layerPrefixes(ModelConfig config) {
    return PostNormArchitecture.numbered("model.layers.", layers(config));
  }

  /**
   * The final norm belongs to the highest layer, as the norm at a post-norm layer's end does, so
   * that all of the encoder is frozen with its layers.
   */
  @Override
  public int depthBesideLayers(String name, int layers) {
    return name.startsWith(FINAL_NORM)
        ? layers
        : Architecture.super.depthBesideLayers(name, layers);
  }

  private static void addLinear(
      ParameterList list, String name, long out, long in, boolean biased) {
    list.linear(name, out, in, biased, Role.ENCODER, Initializer.ZEROS);
  }

  /** New parameters start as transformers starts them: narrower with depth, cut at the tails. */
  private static void addHead(ParameterList list, ModelConfig config, int labels) {
    int hidden = hidden(config);
    double range = config.deviation() / Math.sqrt(2.0 * layers(config));
    double cutoff = config.positive("initializer_cutoff_factor", 2.0);
    if (cutoff < LEAST_CUTOFF) {
      throw config.unsupported(
          "initializer_cutoff_factor", "It must be at least " + LEAST_CUTOFF + " deviations.");
    }
    list.linear(
        "head.dense",
        hidden,
        hidden,
        config.flag("classifier_bias", false),
        Role.POOLER,
        Initializer.truncatedNormal(range, cutoff));
    list.norm("head.norm", hidden, config.flag("norm_bias", false), Role.POOLER);
    list.linear(
        "classifier",
        labels,
        hidden,
        true,
        Role.HEAD,
        Initializer.truncatedNormal(1 / Math.sqrt(hidden), cutoff));
  }

  @Override
  public boolean encoderHasDropout(ModelConfig config) {
    return embeddingDropout(config) + attentionDropout(config) + mlpDropout(config) > 0;
  }

  @Override
  public ProgramDescription description(
      ModelConfig config, ProgramOptions options, ProgramTarget target) {
    config.refuseDecoders();
    config.checkDivides("num_attention_heads", heads(config), hidden(config));
    if (hidden(config) / heads(config) % 2 != 0) {
      throw config.unsupported(
          "num_attention_heads", "Rotary positions turn pairs: a head's size must be even.");
    }
    boolean mean = isMeanPooled(config);
    String activation = Activations.expression(config, "hidden_activation", "gelu");
    Constants constants = new Constants();
    options.addTo(constants, target, activation);
    double globalBase = config.positive("global_rope_theta", 160000.0);
    double localBase =
        config.positive("local_rope_theta", config.isNull("local_rope_theta") ? globalBase : 10000);
    RotaryPositions.of(config, "full_attention", globalBase).addTo(constants, "GLOBAL");
    RotaryPositions.of(config, "sliding_attention", localBase).addTo(constants, "LOCAL");
    constants
        .put("ACTIVATION", activation)
        .put("HEAD_ACTIVATION", Activations.expression(config, "classifier_activation", "gelu"))
        .put("NORM_BIAS", config.flag("norm_bias", false))
        .put("ATTENTION_BIAS", config.flag("attention_bias", false))
        .put("MLP_BIAS", config.flag("mlp_bias", false))
        .put("HEAD_BIAS", config.flag("classifier_bias", false))
        .put("EPS", config.positive("norm_eps", 1e-5))
        .put("HEADS", heads(config))
        .put("HEAD_SIZE", hidden(config) / heads(config))
        .put("HALF_WINDOW", config.size("local_attention", 128) / 2)
        .put("GLOBAL_LAYERS", globalLayers(config))
        .put("PADDING", paddingRow(config))
        .put("MEAN", mean)
        .put("EMBEDDING_DROPOUT", embeddingDropout(config))
        .put("ATTENTION_DROPOUT", attentionDropout(config))
        .put("MLP_DROPOUT", mlpDropout(config))
        .put("HEAD_DROPOUT", config.rate("classifier_dropout", 0))
        .put("FIRST_ROW_ONLY", options.firstRowOnly() && !mean);
    return new ProgramDescription(basePrefix(), files(options, target), constants.values());
  }

  private static List<String> files(ProgramOptions options, ProgramTarget target) {
    return Stream.concat(
            options.sources(target).stream(),
            Stream.of("modernbert.py", "classifier.py", "module.py"))
        .toList();
  }

  private static boolean isMeanPooled(ModelConfig config) {
    return switch (config.string("classifier_pooling", "cls")) {
      case "cls" -> false;
      case "mean" -> true;
      default ->
          throw config.unsupported("classifier_pooling", "Supported are \"cls\" and \"mean\".");
    };
  }

  /** For each layer whether every token sees every other. */
  private static List<Boolean> globalLayers(ModelConfig config) {
    int layers = layers(config);
    if (!config.has("layer_types")) {
      int every = config.size("global_attn_every_n_layers", 3);
      return IntStream.range(0, layers).mapToObj(i -> i % every == 0).toList();
    }
    List<String> types = config.strings("layer_types", ",");
    if (types.size() != layers) {
      throw config.unsupported(
          "layer_types", "It must name a type for each of the " + layers + " layers.");
    }
    return types.stream()
        .map(
            type ->
                switch (type) {
                  case "full_attention" -> true;
                  case "sliding_attention" -> false;
                  default ->
                      throw config.unsupported(
                          "layer_types",
                          "Supported are \"full_attention\" and \"sliding_attention\".");
                })
        .toList();
  }

  @Override
  public int words(ModelConfig config) {
    return config.size("vocab_size", 50368);
  }

  private static double embeddingDropout(ModelConfig config) {
    return config.rate("embedding_dropout", 0);
  }

  private static double attentionDropout(ModelConfig config) {
    return config.rate("attention_dropout", 0);
  }

  private static double mlpDropout(ModelConfig config) {
    return config.rate("mlp_dropout", 0);
  }

  private static int hidden(ModelConfig config) {
    return config.size("hidden_size", 768);
  }

  private static int heads(ModelConfig config) {
    return config.size("num_attention_heads", 12);
  }

  private static int layers(ModelConfig config) {
    return config.layers("num_hidden_layers", 22);
  }
}
