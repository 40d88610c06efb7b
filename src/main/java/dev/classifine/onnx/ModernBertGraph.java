package dev.classifine.onnx;

import dev.classifine.model.ProgramDescription;
import java.util.List;

/** ModernBERT, as {@code modernbert.py}. */
final class ModernBertGraph {

  private final Graph graph;
  private final ProgramDescription program;
  private final Layers layers;
  private final Inputs inputs;

  ModernBertGraph(Graph graph, ProgramDescription program, Inputs inputs) {
    this.graph = graph;
    this.program = program;
    this.inputs = inputs;
    this.layers = new Layers(graph, program.integer("HEADS"), program.number("EPS"));
  }

  /** [B, K]. */
  Value logits() {
    List<Boolean> allSeeAll = program.flags("GLOBAL_LAYERS");
    Attention global = new Attention(rotary("GLOBAL"), globalBias());
    Attention local = new Attention(rotary("LOCAL"), localBias());
    Value h = layers.embedding("model.embeddings.tok_embeddings", inputs.ids());
    h = layers.norm("model.embeddings.norm", h);
    for (int i = 0; i < allSeeAll.size(); i++) {
      String l = "model.layers." + i + ".";
      boolean firstRow = program.flag("FIRST_ROW_ONLY") && i == allSeeAll.size() - 1;
      Value x = i == 0 ? h : layers.norm(l + "attn_norm", h);
      Value c = attend(l, x, allSeeAll.get(i) ? global : local, firstRow);
      h = (firstRow ? h.slice(1, 0, 1) : h).add(c);
      h = h.add(feedForward(l, layers.norm(l + "mlp_norm", h)));
    }
    return head(layers.norm("model.final_norm", h));
  }

  /** The positions and the bias [B, 1, 1 or T, T] of one kind of layer. */
  private record Attention(RotaryGraph rotary, Value bias) {}

  private RotaryGraph rotary(String kind) {
    return RotaryGraph.of(
        inputs,
        program.integer("HEAD_SIZE"),
        program.number(kind + "_BASE"),
        program.number(kind + "_STRETCH"));
  }

  private Value globalBias() {
    return inputs.paddingBias(program.number("MASKED"));
  }

  /** Tokens at most half a window away. */
  private Value localBias() {
    Value near = inputs.distances().each("Abs").atMost(program.integer("HALF_WINDOW"));
    Value seen = inputs.mask().unsqueeze(1, 2).mul(near.as(Type.FLOAT));
    return Inputs.bias(seen, program.number("MASKED"));
  }

  private Value attend(String l, Value x, Attention attention, boolean firstRow) {
    int size = program.integer("HEADS") * program.integer("HEAD_SIZE");
    Value qkv = layers.linear(l + "attn.Wqkv", x);
    Value all = qkv.slice(2, 0, size);
    Value q = layers.splitHeads(firstRow ? all.slice(1, 0, 1) : all);
    Value k = layers.splitHeads(qkv.slice(2, size, 2L * size));
    Value v = layers.splitHeads(qkv.slice(2, 2L * size, 3L * size));
    RotaryGraph rotary = attention.rotary();
    Value bias = firstRow ? attention.bias().slice(2, 0, 1) : attention.bias();
    double scale = Math.pow(program.integer("HEAD_SIZE"), -0.5);
    Value turned = firstRow ? q : rotary.turn(q); // position 0 is not turned
    return layers.linear(l + "attn.Wo", layers.attention(turned, rotary.turn(k), v, bias, scale));
  }

  private Value feedForward(String l, Value h) {
    int inner = graph.size(l + "mlp.Wo.weight", 1);
    Value both = layers.linear(l + "mlp.Wi", h);
    Value gate = both.slice(2, inner, 2L * inner);
    Value f = Expression.of(program.text("ACTIVATION"), both.slice(2, 0, inner)).mul(gate);
    return layers.linear(l + "mlp.Wo", f);
  }

  private Value head(Value h) {
    Value dense = layers.linear("head.dense", pooled(h));
    Value activated = Expression.of(program.text("HEAD_ACTIVATION"), dense);
    return layers.linear("classifier", layers.norm("head.norm", activated));
  }

  private Value pooled(Value h) {
    if (!program.flag("MEAN")) {
      return h.select(1, 0);
    }
    Value seen = inputs.mask().unsqueeze(2);
    return h.mul(seen).sum(1).div(seen.sum(1)).select(1, 0);
  }
}
