package dev.classifine.onnx;

import dev.classifine.model.ProgramDescription;

/**
 * A head over the first row, as {@code head.py}: a dense layer, an activation, the output layer.
 */
final class HeadGraph {

  private HeadGraph() {}

  /** The last layer's rows [B, T, H] to logits [B, K]. */
  static Value logits(ProgramDescription program, Layers layers, Value h) {
    Value dense = layers.linear(program.text("HEAD_DENSE"), h.select(1, 0));
    Value activated = Expression.of(program.text("HEAD_ACTIVATION"), dense);
    return layers.linear(program.text("HEAD_OUTPUT"), activated);
  }
}
