package dev.classifine.onnx;

import java.util.Optional;

/**
 * What a classifier reads.
 *
 * @param ids of the tokens, int64 [B, T]
 * @param mask float [B, T]: 1 for a token and 0 for padding
 * @param types of the tokens, int64 [B, T]; none where a model has one at most
 * @param length T, [1]
 */
record Inputs(Value ids, Value mask, Optional<Value> types, Value length) {

  private static final String[] AXES = {"batch_size", "sequence_length"};

  /**
   * Declares a graph's inputs, which have Hugging Face's names.
   *
   * @param tokenTypes how many types there are
   */
  static Inputs of(Graph graph, int tokenTypes) {
    Value ids = graph.input("input_ids", Type.INT64, AXES);
    Value mask = graph.input("attention_mask", Type.INT64, AXES).as(Type.FLOAT);
    Optional<Value> types =
        tokenTypes > 1
            ? Optional.of(graph.input("token_type_ids", Type.INT64, AXES))
            : Optional.empty();
    return new Inputs(ids, mask, types, ids.size(1));
  }

  /**
   * A bias of the attention that hides padding: [B, 1, 1, T].
   *
   * @param masked a number whose exponential is 0 beside any score
   */
  Value paddingBias(double masked) {
    return bias(mask.unsqueeze(1, 2), masked);
  }

  /** 1 and 0 become 0 and what hides. */
  static Value bias(Value seen, double masked) {
    return seen.sub(1).mul(masked);
  }

  /** The distances from each query's position to each key's: int64 [T, T], key minus query. */
  Value distances() {
    Value positions = ids.graph().range(length);
    return positions.unsqueeze(0).sub(positions.unsqueeze(1));
  }
}
