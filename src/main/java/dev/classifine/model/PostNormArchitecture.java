package dev.classifine.model;

import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * What BERT and its kin share: embeddings that are added and normed, layers that norm after each
 * residual, and a head on the first row. Configuration keys are BERT's unless a subclass says
 * otherwise; where a key is missing its default is that of transformers' configuration class.
 */
abstract class PostNormArchitecture implements Architecture {

  private final String modelType;
  private final String className;
  private final String prefix;
  private final PostNormLayer layer;

  PostNormArchitecture(String modelType, String className, String prefix, PostNormLayer layer) {
    this.modelType = modelType;
    this.className = className;
    this.prefix = prefix;
    this.layer = layer;
  }

  /**
   * The rates of dropout.
   *
   * @param embedding after the embeddings' norm
   * @param weights of the attention weights
   * @param attentionOutput before the attention's residual
   * @param output before the feed-forward's residual
   */
  record Dropouts(double embedding, double weights, double attentionOutput, double output) {}

  @Override
  public final String modelType() {
    return modelType;
  }

  @Override
  public final String classifierName() {
    return className + "ForSequenceClassification";
  }

  @Override
  public final String basePrefix() {
    return prefix;
  }

  @Override
  public final List<ParameterSpec> parameters(ModelConfig config, int labels) {
    ParameterList list = new ParameterList(config);
    addEmbeddings(list, config);
    for (String name : layerPrefixes(config)) {
      layer.addTo(list, name, hidden(config), inner(config));
    }
    addRest(list, config);
    head(config).addTo(list, hidden(config), labels);
    return list.specs();
  }

  @Override
  public final List<String> layerPrefixes(ModelConfig config) {
    return layersInOrder(config).stream().distinct().toList();
  }

  @Override
  public final boolean encoderHasDropout(ModelConfig config) {
    Dropouts rates = dropouts(config);
    return rates.embedding() + rates.weights() + rates.attentionOutput() + rates.output() > 0;
  }

  @Override
  public final ProgramDescription description(
      ModelConfig config, ProgramOptions options, ProgramTarget target) {
    config.refuseDecoders();
    if (readsPositionType()) {
      config.refuseRelativePositions();
    }
    config.checkDivides(headsKey(), heads(config), hidden(config));
    Dropouts dropouts = dropouts(config);
    Constants constants = new Constants();
    options.addTo(constants, target, activation(config));
    layer.addTo(constants);
    head(config).addTo(constants);
    constants
        .put("ACTIVATION", activation(config))
        .put("PADDING", paddingRow(config))
        .put("EPS", eps(config))
        .put("HEADS", heads(config))
        .put("LAYERS", layersInOrder(config))
        .put("LEARNT_BIAS", hasLearntBias())
        .put("EMBEDDING_DROPOUT", dropouts.embedding())
        .put("ATTENTION_DROPOUT", dropouts.weights())
        .put("ATTENTION_OUTPUT_DROPOUT", dropouts.attentionOutput())
        .put("OUTPUT_DROPOUT", dropouts.output())
        .put("SHORT_CUT", options.lora().isEmpty()) // which reads the weights without their updates
        .put("FIRST_ROW_ONLY", options.firstRowOnly());
    addConstants(constants, config);
    return new ProgramDescription(basePrefix(), files(options, target), constants.values());
  }

  /** Of the last layer, whose one row attends without them ({@code first_context}). */
  @Override
  public final List<String> matrices(ModelConfig config) {
    List<String> layers = layersInOrder(config);
    String last = layers.get(layers.size() - 1);
    return List.of(last + layer.key() + ".weight", last + layer.value() + ".weight");
  }

  @Override
  public final List<String> queryAndValue() {
    return List.of(lastPart(layer.query()), lastPart(layer.value()));
  }

  @Override
  public int maxTokens(ModelConfig config) {
    return config.size("max_position_embeddings", 512);
  }

  @Override
  public int paddingRow(ModelConfig config) {
    return config.paddingRow(0, words(config));
  }

  /** The files of the encoder, beside those that all share. */
  abstract List<String> sources();

  /** Adds the embeddings' parameters. */
  abstract void addEmbeddings(ParameterList list, ModelConfig config);

  abstract Head head(ModelConfig config);

  /** Adds what the encoder has beside embeddings and layers. */
  void addRest(ParameterList list, ModelConfig config) {}

  /** Adds the constants of the encoder's own source. */
  void addConstants(Constants constants, ModelConfig config) {}

  @Override
  public List<String> layersInOrder(ModelConfig config) {
    return numbered(prefix + "encoder.layer.", config.layers("num_hidden_layers", 12));
  }

  /** Whether {@code position_embedding_type} is one of its keys, or one that changes nothing. */
  boolean readsPositionType() {
    return true;
  }

  /** Whether the attention's bias has parameters. */
  boolean hasLearntBias() {
    return false;
  }

  @Override
  public int words(ModelConfig config) {
    return config.size("vocab_size", 30522);
  }

  int hidden(ModelConfig config) {
    return config.size("hidden_size", 768);
  }

  int inner(ModelConfig config) {
    return config.size("intermediate_size", 3072);
  }

  String headsKey() {
    return "num_attention_heads";
  }

  int heads(ModelConfig config) {
    return config.size(headsKey(), 12);
  }

  double eps(ModelConfig config) {
    return config.positive("layer_norm_eps", 1e-12);
  }

  String activation(ModelConfig config) {
    return Activations.expression(config, "hidden_act", "gelu");
  }

  Dropouts dropouts(ModelConfig config) {
    double hidden = hiddenDropout(config);
    return new Dropouts(hidden, config.rate("attention_probs_dropout_prob", 0.1), hidden, hidden);
  }

  final double hiddenDropout(ModelConfig config) {
    return config.rate("hidden_dropout_prob", 0.1);
  }

  /** {@code classifier_dropout}, or the layers' where it is not given. */
  final double classifierDropout(ModelConfig config) {
    return config.rate("classifier_dropout", hiddenDropout(config));
  }

  /** Words, positions and the norm; token types where {@code types} is above 0. */
  final void addEmbeddings(ParameterList list, ModelConfig config, int types, int width) {
    String embeddings = prefix + "embeddings.";
    list.embedding(embeddings + "word_embeddings", words(config), width);
    list.embedding(
        embeddings + "position_embeddings", config.size("max_position_embeddings", 512), width);
    if (types > 0) {
      list.embedding(embeddings + "token_type_embeddings", types, width);
    }
    list.norm(embeddings + "LayerNorm", width);
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }

  static List<String> numbered(String prefix, int count) {
    return IntStream.range(0, count).mapToObj(i -> prefix + i + ".").toList();
  }

  private List<String> files(ProgramOptions options, ProgramTarget target) {
    return Stream.of(
            options.sources(target),
            List.of("post_norm.py"),
            hasLearntBias() ? List.<String>of() : List.of("padding_bias.py"),
            sources(),
            List.of("head.py", "classifier.py", "module.py"))
        .flatMap(List::stream)
        .toList();
  }
}
