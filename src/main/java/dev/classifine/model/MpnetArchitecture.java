package dev.classifine.model;

import java.util.List;

/** MPNet: positions that begin at 2, a learnt bias by distance, a head of two layers. */
final class MpnetArchitecture extends PostNormArchitecture {

  private static final int PADDING = 1; // whatever token that is
  private static final int BUCKETS = 32; // what the program computes, as transformers

  MpnetArchitecture() {
    super(
        "mpnet",
        "MPNet",
        "mpnet.",
        new PostNormLayer(
            "attention.attn.q",
            "attention.attn.k",
            "attention.attn.v",
            "attention.attn.o",
            "attention.LayerNorm",
            "intermediate.dense",
            "output.dense",
            "output.LayerNorm"));
  }

  @Override
  boolean readsPositionType() {
    return false;
  }

  @Override
  List<String> sources() {
    return List.of("offset_positions.py", "mpnet.py");
  }

  @Override
  void addEmbeddings(ParameterList list, ModelConfig config) {
    addEmbeddings(list, config, 0, hidden(config));
  }

  @Override
  void addRest(ParameterList list, ModelConfig config) {
    int buckets = config.size("relative_attention_num_buckets", BUCKETS);
    if (buckets < BUCKETS) {
      throw config.unsupported(
          "relative_attention_num_buckets",
          "Distances fall into " + BUCKETS + " buckets: it must be at least that.");
    }
    list.embedding("mpnet.encoder.relative_attention_bias", buckets, heads(config));
  }

  @Override
  boolean hasLearntBias() {
    return true;
  }

  @Override
  public int tokenTypes(ModelConfig config) {
    return 0;
  }

  @Override
  public int paddingRow(ModelConfig config) {
    return PADDING;
  }

  @Override
  public int maxTokens(ModelConfig config) {
    return config.size("max_position_embeddings", 512) - PADDING - 1;
  }

  @Override
  Head head(ModelConfig config) {
    return Head.classifier("torch.tanh(x)", hiddenDropout(config));
  }

  @Override
  public int words(ModelConfig config) {
    return config.size("vocab_size", 30527);
  }
}
