package dev.classifine.onnx;

import dev.classifine.model.ProgramDescription;
import java.util.List;

/** BERT and its kin, as {@code post_norm.py} and the sources of the embeddings. */
final class PostNormGraph {

  private final Graph graph;
  private final ProgramDescription program;
  private final Layers layers;
  private final Inputs inputs;
  private final String prefix;
  private final double scale;

  PostNormGraph(Graph graph, ProgramDescription program, Inputs inputs) {
    this.graph = graph;
    this.program = program;
    this.inputs = inputs;
    this.prefix = program.prefix();
    int heads = program.integer("HEADS");
    this.layers = new Layers(graph, heads, program.number("EPS"));
    String query = program.texts("LAYERS").get(0) + program.text("QUERY");
    this.scale = Math.pow((double) graph.size(query + ".weight", 0) / heads, -0.5);
  }

  /** [B, K]. */
  Value logits() {
    Value h = embeddings();
    Value bias = inputs.paddingBias(program.number("MASKED"));
    if (program.flag("LEARNT_BIAS")) {
      bias = positionBias().add(bias);
    }
    List<String> names = program.texts("LAYERS");
    for (int i = 0; i < names.size(); i++) {
      boolean firstRow = program.flag("FIRST_ROW_ONLY") && i == names.size() - 1;
      Value rows = firstRow ? h.slice(1, 0, 1) : h;
      Value seen = firstRow && program.flag("LEARNT_BIAS") ? bias.slice(2, 0, 1) : bias;
      h = layer(names.get(i), rows, h, seen);
    }
    return HeadGraph.logits(program, layers, h);
  }

  /** [B, T, H]; ALBERT, and ELECTRA of some sizes, map them to the layers' size. */
  private Value embeddings() {
    String e = prefix + "embeddings.";
    Value h = layers.embedding(e + "word_embeddings", inputs.ids());
    String types = e + "token_type_embeddings";
    if (graph.hasWeight(types + ".weight")) {
      h = h.add(layers.tokenTypes(types, inputs));
    }
    h = layers.norm(e + "LayerNorm", h.add(positions(e + "position_embeddings")));
    for (String projection : List.of("embeddings_project", "encoder.embedding_hidden_mapping_in")) {
      if (graph.hasWeight(prefix + projection + ".weight")) {
        h = layers.linear(prefix + projection, h);
      }
    }
    return h;
  }

  private Value positions(String name) {
    if (!program.has("offset_positions.py")) {
      return layers.firstPositions(name, inputs);
    }
    int padding = program.integer("PADDING");
    Value counted = inputs.ids().equal(padding).not().as(Type.INT64);
    return layers.embedding(name, counted.cumulativeSum(1).mul(counted).add(padding));
  }

  /** MPNet's, as {@code mpnet.py}: [N, T, T]. */
  private Value positionBias() {
    Value bucket = DistanceTable.of(PostNormGraph::bucket).lookUp(inputs.distances());
    return layers.embedding(prefix + "encoder.relative_attention_bias", bucket).transpose(2, 0, 1);
  }

  /** 32 buckets: 16 a direction, of which 8 are exact and 8 reach to 128 on a logarithmic scale. */
  private static long bucket(int ahead) {
    int n = Math.abs(ahead);
    float far = (float) Math.log(n / 8f) / 2.7725887f * 8;
    return (n < 8 ? n : Math.min(15, 8 + (int) far)) + (ahead > 0 ? 16 : 0);
  }

  /**
   * One layer.
   *
   * @param x the rows [B, Q, H] that are computed
   * @param h all rows, which they attend to
   */
  private Value layer(String l, Value x, Value h, Value bias) {
    Value q = layers.splitHeads(layers.linear(l + program.text("QUERY"), x));
    Value k = layers.splitHeads(layers.linear(l + program.text("KEY"), h));
    Value v = layers.splitHeads(layers.linear(l + program.text("VALUE"), h));
    Value c = layers.attention(q, k, v, bias, scale);
    Value o = layers.linear(l + program.text("ATTENTION_OUTPUT"), c);
    Value a = layers.norm(l + program.text("ATTENTION_NORM"), x.add(o));
    Value f = layers.linear(l + program.text("INNER"), a);
    f = layers.linear(l + program.text("OUTPUT"), Expression.of(program.text("ACTIVATION"), f));
    return layers.norm(l + program.text("OUTPUT_NORM"), a.add(f));
  }
}
