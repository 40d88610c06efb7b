package dev.classifine.onnx;

import java.util.List;

/**
 * What the architectures share, as {@code common.py} and {@code linear.py}. Shapes: B texts, T
 * tokens, H hidden size, N heads of D numbers.
 */
final class Layers {

  private final Graph graph;
  private final int heads;
  private final double eps;

  /**
   * @param heads N
   * @param eps of the norms
   */
  Layers(Graph graph, int heads, double eps) {
    this.graph = graph;
    this.heads = heads;
    this.eps = eps;
  }

  /** {@code x W^T + b}; without a bias where the layer has none. */
  Value linear(String name, Value x) {
    Value product = x.matmul(graph.transposedWeight(name + ".weight"));
    String bias = name + ".bias";
    return graph.hasWeight(bias) ? product.add(graph.weight(bias)) : product;
  }

  /** A layer norm, with a bias where it has one. */
  Value norm(String name, Value x) {
    String bias = name + ".bias";
    Value weight = graph.weight(name + ".weight");
    return graph.node(
        "LayerNormalization",
        x.type(),
        graph.hasWeight(bias) ? List.of(x, weight, graph.weight(bias)) : List.of(x, weight),
        Attribute.of("axis", -1),
        Attribute.of("epsilon", eps));
  }

  /** The rows of an embedding that ids name. */
  Value embedding(String name, Value ids) {
    return graph.weight(name + ".weight").rows(ids);
  }

  /** The embeddings of the tokens' types, or the only one, which all tokens have. */
  Value tokenTypes(String name, Inputs inputs) {
    Value table = graph.weight(name + ".weight");
    return inputs.types().map(table::rows).orElseGet(() -> table.select(0, 0));
  }

  /** The first rows of an embedding of positions, one for each token: [T, H]. */
  Value firstPositions(String name, Inputs inputs) {
    return graph.weight(name + ".weight").slice(0, graph.vector(0), inputs.length());
  }

  /** [B, T, H] to [B, N, T, D]. */
  Value splitHeads(Value x) {
    return x.reshape(0, 0, heads, -1).transpose(0, 2, 1, 3);
  }

  /** [B, N, T, D] to [B, T, H]. */
  Value joinHeads(Value x) {
    return x.transpose(0, 2, 1, 3).reshape(0, 0, -1);
  }

  /**
   * What the rows of q [B, N, Q, D] attend to.
   *
   * @param bias aligned with [B, N, Q, T]
   * @return [B, Q, H]
   */
  Value attention(Value q, Value k, Value v, Value bias, double scale) {
    Value scores = scores(q, k).mul(scale).add(bias);
    return joinHeads(scores.softmax().matmul(v));
  }

  /** [B, N, Q, D] and [B, N, T, D] to [B, N, Q, T]. */
  Value scores(Value q, Value k) {
    return q.matmul(k.transpose(0, 1, 3, 2));
  }
}
