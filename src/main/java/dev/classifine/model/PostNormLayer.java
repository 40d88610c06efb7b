package dev.classifine.model;

/**
 * What the parameters of a post-norm layer are called, after the layer's own prefix.
 *
 * @param attentionOutput the projection of what the heads gathered
 * @param inner the first layer of the feed-forward part, {@code output} the second
 */
record PostNormLayer(
    String query,
    String key,
    String value,
    String attentionOutput,
    String attentionNorm,
    String inner,
    String output,
    String outputNorm) {

  /** The names of BERT, RoBERTa and ELECTRA. */
  static final PostNormLayer BERT =
      new PostNormLayer(
          "attention.self.query",
          "attention.self.key",
          "attention.self.value",
          "attention.output.dense",
          "attention.output.LayerNorm",
          "intermediate.dense",
          "output.dense",
          "output.LayerNorm");

  /** Adds the parameters of one layer. */
  void addTo(ParameterList list, String prefix, int hidden, int innerSize) {
    list.linear(prefix + query, hidden, hidden);
    list.linear(prefix + key, hidden, hidden);
    list.linear(prefix + value, hidden, hidden);
    list.linear(prefix + attentionOutput, hidden, hidden);
    list.norm(prefix + attentionNorm, hidden);
    list.linear(prefix + inner, innerSize, hidden);
    list.linear(prefix + output, hidden, innerSize);
    list.norm(prefix + outputNorm, hidden);
  }

  /** The names as constants of {@code post_norm.py}. */
  void addTo(Constants constants) {
    constants
        .put("QUERY", query)
        .put("KEY", key)
        .put("VALUE", value)
        .put("ATTENTION_OUTPUT", attentionOutput)
        .put("ATTENTION_NORM", attentionNorm)
        .put("INNER", inner)
        .put("OUTPUT", output)
        .put("OUTPUT_NORM", outputNorm);
  }
}
