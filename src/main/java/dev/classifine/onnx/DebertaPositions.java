package dev.classifine.onnx;

import dev.classifine.model.ProgramDescription;

/**
 * DeBERTa's scores of content to position and of position to content. The projections of the
 * positions depend on no input, so that a runtime computes them once, when it loads the model.
 */
final class DebertaPositions {

  private final ProgramDescription program;
  private final Layers layers;

  /** All rows of the table of positions: [1, 2 spans, H]. */
  private final Value table;

  /** The first and the last row, [1] each, that tokens can reach. */
  private final Value begin;

  private final Value end;

  /** For each query and key the row among those: int64 [B, N, T, T]. */
  private final Value at;

  DebertaPositions(Graph graph, ProgramDescription program, Layers layers, Inputs inputs) {
    this.program = program;
    this.layers = layers;
    String name = "deberta.encoder.rel_embeddings.weight";
    Value rows = graph.weight(name);
    Value normed =
        program.flag("NORM_POSITIONS") ? layers.norm("deberta.encoder.LayerNorm", rows) : rows;
    this.table = normed.unsqueeze(0);
    Value span = graph.vector(program.integer("SPAN"));
    Value reach = program.flag("WITHIN_DISTANCE") ? span.min(inputs.length()) : span;
    this.begin = span.sub(reach);
    this.end = span.add(reach);
    Value toKey = DistanceTable.of(ahead -> row(-ahead)).lookUp(inputs.distances());
    Value heads = graph.vector(program.integer("HEADS"));
    Value shape = inputs.ids().size(0).concat(0, heads, inputs.length(), inputs.length());
    this.at = toKey.add(reach).expand(shape);
  }

  /**
   * The row of a distance, query's position minus key's, counted from the table's middle: in
   * buckets, beyond half of them on a logarithmic scale, and within the table.
   */
  private long row(int distance) {
    int span = program.integer("SPAN");
    double row = program.flag("BUCKETED") ? bucket(distance) : distance;
    return (long) Math.max(-span, Math.min(span - 1, row));
  }

  private float bucket(int relative) {
    int middle = program.integer("MIDDLE");
    int distance = Math.abs(relative) < middle ? middle - 1 : Math.abs(relative);
    if (distance <= middle) {
      return relative;
    }
    float reach = (float) Math.log((float) program.number("REACH"));
    float scaled = (float) Math.log(distance / (float) middle) / reach * (middle - 1);
    return (float) (Math.ceil(scaled) + middle) * Math.signum(relative);
  }

  /**
   * Adds a layer's scores to a bias of its attention.
   *
   * @param a what comes before the names of the attention's weights
   * @param q [B, N, Q, D]
   * @param k [B, N, T, D]
   * @param firstRow whether Q is 1
   * @return [B, N, Q, T]
   */
  Value addScores(String a, Value q, Value k, boolean firstRow, double scale, Value bias) {
    Value rows = firstRow ? at.slice(2, 0, 1) : at;
    Value sum = bias;
    if (program.flag("CONTENT_TO_POSITION")) {
      Value keys = projected(a + program.text("POSITION_KEY"));
      sum = layers.scores(q, keys).gatherElements(rows).mul(scale).add(sum);
    }
    if (program.flag("POSITION_TO_CONTENT")) {
      Value queries = projected(a + program.text("POSITION_QUERY"));
      // Opposite distances have opposite rows, so those for keys and queries are these turned.
      Value turned = rows.transpose(0, 1, 3, 2);
      Value scores = layers.scores(k, queries).gatherElements(turned).transpose(0, 1, 3, 2);
      sum = scores.mul(scale).add(sum);
    }
    return sum;
  }

  /** [1, N, 2S, D]: the rows that can be reached. */
  private Value projected(String layer) {
    return layers.splitHeads(layers.linear(layer, table)).slice(2, begin, end);
  }
}
