package dev.classifine.onnx;

import dev.classifine.model.ProgramDescription;
import java.util.List;
import java.util.Optional;

/** DeBERTa-v2 and v3, as {@code deberta_v2.py}. */
final class DebertaV2Graph {

  private static final String ENCODER = "deberta.encoder.";

  private final Graph graph;
  private final ProgramDescription program;
  private final Layers layers;
  private final Inputs inputs;
  private final Optional<DebertaPositions> positions;

  DebertaV2Graph(Graph graph, ProgramDescription program, Inputs inputs) {
    this.graph = graph;
    this.program = program;
    this.inputs = inputs;
    this.layers = new Layers(graph, program.integer("HEADS"), program.number("EPS"));
    this.positions =
        program.flag("RELATIVE")
            ? Optional.of(new DebertaPositions(graph, program, layers, inputs))
            : Optional.empty();
  }

  /** [B, K]. */
  Value logits() {
    Value x = embeddings();
    Value h = x;
    Value bias = inputs.paddingBias(program.number("MASKED"));
    int count = program.integer("LAYERS");
    for (int i = 0; i < count; i++) {
      boolean firstRow = program.flag("FIRST_ROW_ONLY") && i == count - 1;
      h = layer(ENCODER + "layer." + i + ".", h, firstRow, bias);
      if (program.flag("CONVOLUTION") && i == 0) {
        h = convolution(x, h);
      }
    }
    return HeadGraph.logits(program, layers, h);
  }

  private Value embeddings() {
    String e = "deberta.embeddings.";
    Value h = layers.embedding(e + "word_embeddings", inputs.ids());
    if (program.flag("POSITION_BIASED")) {
      h = h.add(layers.firstPositions(e + "position_embeddings", inputs));
    }
    if (program.flag("HAS_TYPES")) {
      h = h.add(layers.tokenTypes(e + "token_type_embeddings", inputs));
    }
    if (program.flag("PROJECTED")) {
      h = layers.linear(e + "embed_proj", h);
    }
    return layers.norm(e + "LayerNorm", h).mul(seen());
  }

  /** [B, T, 1]. */
  private Value seen() {
    return inputs.mask().unsqueeze(2);
  }

  private Value layer(String l, Value h, boolean firstRow, Value padding) {
    String a = l + "attention.self.";
    Value x = firstRow ? h.slice(1, 0, 1) : h;
    Value q = layers.splitHeads(layers.linear(a + "query_proj", x));
    Value k = layers.splitHeads(layers.linear(a + "key_proj", h));
    Value v = layers.splitHeads(layers.linear(a + "value_proj", h));
    double scale = program.number("SCALE");
    Value bias = positions.map(p -> p.addScores(a, q, k, firstRow, scale, padding)).orElse(padding);
    Value c = layers.attention(q, k, v, bias, scale);
    Value o = layers.linear(l + "attention.output.dense", c);
    Value r = layers.norm(l + "attention.output.LayerNorm", x.add(o));
    Value f = layers.linear(l + "intermediate.dense", r);
    f = layers.linear(l + "output.dense", Expression.of(program.text("ACTIVATION"), f));
    return layers.norm(l + "output.LayerNorm", r.add(f));
  }

  /** Of the embeddings x, added to the first layer's output h. */
  private Value convolution(Value x, Value h) {
    String c = ENCODER + "conv.";
    int padding = program.integer("CONV_PADDING");
    Value y =
        graph
            .node(
                "Conv",
                Type.FLOAT,
                List.of(
                    x.transpose(0, 2, 1),
                    graph.weight(c + "conv.weight"),
                    graph.weight(c + "conv.bias")),
                Attribute.of("pads", new long[] {padding, padding}),
                Attribute.of("group", program.integer("CONV_GROUPS")))
            .transpose(0, 2, 1)
            .mul(seen());
    Value activated = Expression.of(program.text("CONV_ACTIVATION"), y);
    return layers.norm(c + "LayerNorm", h.add(activated)).mul(seen());
  }
}
