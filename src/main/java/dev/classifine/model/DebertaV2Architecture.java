package dev.classifine.model;

import dev.classifine.model.ParameterSpec.Role;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * DeBERTa-v2 and v3: attention over content and relative positions apart, optionally a convolution
 * beside the first layer.
 */
final class DebertaV2Architecture implements Architecture {

  private static final String LAYER = "deberta.encoder.layer.";

  @Override
  public String modelType() {
    return "deberta-v2";
  }

  @Override
  public String classifierName() {
    return "DebertaV2ForSequenceClassification";
  }

  @Override
  public String basePrefix() {
    return "deberta.";
  }

  /** Without absolute positions there is no limit: the farthest distances count as one. */
  @Override
  public int maxTokens(ModelConfig config) {
    return hasAbsolutePositions(config) ? usualTokens(config) : Integer.MAX_VALUE;
  }

  @Override
  public List<String> queryAndValue() {
    return List.of("query_proj", "value_proj");
  }

  @Override
  public int usualTokens(ModelConfig config) {
    return config.size("max_position_embeddings", 512);
  }

  @Override
  public int tokenTypes(ModelConfig config) {
    return config.count("type_vocab_size", 0);
  }

  @Override
  public int paddingRow(ModelConfig config) {
    return config.paddingRow(0, words(config));
  }

  @Override
  public List<ParameterSpec> parameters(ModelConfig config, int labels) {
    int hidden = hidden(config);
    ParameterList list = new ParameterList(config);
    addEmbeddings(list, config);
    for (String layer : layerPrefixes(config)) {
      addAttention(list, config, layer + "attention.self.");
      list.linear(layer + "attention.output.dense", hidden, hidden);
      list.norm(layer + "attention.output.LayerNorm", hidden);
      list.linear(layer + "intermediate.dense", inner(config), hidden);
      list.linear(layer + "output.dense", hidden, inner(config));
      list.norm(layer + "output.LayerNorm", hidden);
    }
    RelativePositions positions = RelativePositions.of(config);
    if (positions.used()) {
      list.embedding("deberta.encoder.rel_embeddings", 2L * positions.span(), hidden);
    }
    if (hasEncoderNorm(config)) {
      list.norm("deberta.encoder.LayerNorm", hidden);
    }
    if (hasConvolution(config)) {
      int groups = convolutionGroups(config);
      list.convolution(
          "deberta.encoder.conv.conv", hidden, hidden / groups, convolutionWidth(config));
      list.norm("deberta.encoder.conv.LayerNorm", hidden);
    }
    list.linear("pooler.dense", hidden, hidden, Role.POOLER);
    list.linear("classifier", labels, hidden, Role.HEAD);
    return list.specs();
  }

  @Override
  public List<String> layerPrefixes(ModelConfig config) {
    return PostNormArchitecture.numbered(LAYER, layers(config));
  }

  private void addEmbeddings(ParameterList list, ModelConfig config) {
    int width = embedding(config);
    list.embedding("deberta.embeddings.word_embeddings", words(config), width);
    if (hasAbsolutePositions(config)) {
      list.embedding("deberta.embeddings.position_embeddings", maxTokens(config), width);
    }
    if (tokenTypes(config) > 0) {
      list.embedding("deberta.embeddings.token_type_embeddings", tokenTypes(config), width);
    }
    if (width != hidden(config)) {
      list.linear(
          "deberta.embeddings.embed_proj",
          hidden(config),
          width,
          false,
          Role.ENCODER,
          Initializer.ZEROS);
    }
    list.norm("deberta.embeddings.LayerNorm", hidden(config));
  }

  private static void addAttention(ParameterList list, ModelConfig config, String attention) {
    int hidden = hidden(config);
    list.linear(attention + "query_proj", hidden, hidden);
    list.linear(attention + "key_proj", hidden, hidden);
    list.linear(attention + "value_proj", hidden, hidden);
    RelativePositions positions = RelativePositions.of(config);
    if (positions.used() && !positions.sharesKeys()) {
      if (positions.contentToPosition()) {
        list.linear(attention + "pos_key_proj", hidden, hidden);
      }
      if (positions.positionToContent()) {
        list.linear(attention + "pos_query_proj", hidden, hidden);
      }
    }
  }

  @Override
  public boolean encoderHasDropout(ModelConfig config) {
    return hiddenDropout(config) + attentionDropout(config) > 0;
  }

  @Override
  public ProgramDescription description(
      ModelConfig config, ProgramOptions options, ProgramTarget target) {
    check(config);
    double hiddenDropout = hiddenDropout(config);
    RelativePositions positions = RelativePositions.of(config);
    boolean convolvesLastLayer = hasConvolution(config) && layers(config) == 1;
    String activation = Activations.expression(config, "hidden_act", "gelu");
    Constants constants = new Constants();
    options.addTo(constants, target, activation);
    head(config, hiddenDropout).addTo(constants);
    positions.addTo(constants, hidden(config) / heads(config));
    constants
        .put("ACTIVATION", activation)
        .put("CONV_ACTIVATION", Activations.expression(config, "conv_act", "tanh"))
        .put("CONVOLUTION", hasConvolution(config))
        .put("CONV_PADDING", (convolutionWidth(config) - 1) / 2)
        .put("CONV_GROUPS", convolutionGroups(config))
        .put("PADDING", paddingRow(config))
        .put("POSITION_BIASED", hasAbsolutePositions(config))
        .put("HAS_TYPES", tokenTypes(config) > 0)
        .put("PROJECTED", embedding(config) != hidden(config))
        .put("NORM_POSITIONS", hasEncoderNorm(config))
        .put("EPS", config.positive("layer_norm_eps", 1e-7))
        .put("HEADS", heads(config))
        .put("LAYERS", layers(config))
        .put("HIDDEN_DROPOUT", hiddenDropout)
        .put("ATTENTION_DROPOUT", attentionDropout(config))
        .put("FIRST_ROW_ONLY", options.firstRowOnly() && !convolvesLastLayer);
    return new ProgramDescription(basePrefix(), files(options, target), constants.values());
  }

  private static List<String> files(ProgramOptions options, ProgramTarget target) {
    return Stream.concat(
            options.sources(target).stream(),
            Stream.of("deberta_v2.py", "head.py", "classifier.py", "module.py"))
        .toList();
  }

  private static Head head(ModelConfig config, double hiddenDropout) {
    return new Head(
        "pooler.dense",
        "classifier",
        Activations.expression(config, "pooler_hidden_act", "gelu"),
        config.rate("pooler_dropout", 0),
        config.rate("cls_dropout", hiddenDropout));
  }

  private static void check(ModelConfig config) {
    int hidden = hidden(config);
    config.refuseDecoders();
    config.checkDivides("num_attention_heads", heads(config), hidden);
    if (config.size("attention_head_size", hidden / heads(config)) != hidden / heads(config)) {
      throw config.unsupported(
          "attention_head_size", "It must be hidden_size / num_attention_heads.");
    }
    if (config.size("pooler_hidden_size", hidden) != hidden) {
      throw config.unsupported("pooler_hidden_size", "It must equal hidden_size.");
    }
    if (hasConvolution(config)) {
      config.checkDivides("conv_groups", convolutionGroups(config), hidden);
      if (convolutionWidth(config) % 2 == 0) {
        throw config.unsupported("conv_kernel_size", "It must be odd, to keep the length.");
      }
    }
  }

  @Override
  public int words(ModelConfig config) {
    return config.size("vocab_size", 128100);
  }

  private static int hidden(ModelConfig config) {
    return config.size("hidden_size", 1536);
  }

  private static int embedding(ModelConfig config) {
    return config.size("embedding_size", hidden(config));
  }

  private static int inner(ModelConfig config) {
    return config.size("intermediate_size", 6144);
  }

  private static int heads(ModelConfig config) {
    return config.size("num_attention_heads", 24);
  }

  private static int layers(ModelConfig config) {
    return config.layers("num_hidden_layers", 24);
  }

  private static double hiddenDropout(ModelConfig config) {
    return config.rate("hidden_dropout_prob", 0.1);
  }

  private static double attentionDropout(ModelConfig config) {
    return config.rate("attention_probs_dropout_prob", 0.1);
  }

  private static boolean hasAbsolutePositions(ModelConfig config) {
    return config.flag("position_biased_input", true);
  }

  private static boolean hasEncoderNorm(ModelConfig config) {
    String norms = config.string("norm_rel_ebd", "none").toLowerCase(Locale.ROOT);
    return Stream.of(norms.split("\\|")).map(String::strip).anyMatch("layer_norm"::equals);
  }

  private static boolean hasConvolution(ModelConfig config) {
    return config.integer("conv_kernel_size", 0) > 0;
  }

  private static int convolutionWidth(ModelConfig config) {
    return config.integer("conv_kernel_size", 0);
  }

  private static int convolutionGroups(ModelConfig config) {
    return config.size("conv_groups", 1);
  }
}
