package dev.classifine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import dev.classifine.error.ClassifineException;

/**
 * The logits of a pass. Any other shape than {@code [B, K]} would be cut into rows of other rows'
 * numbers, or be stretched to fit the targets, without an error.
 */
final class Logits {

  private Logits() {}

  /**
   * The first of a block's outputs. Its shape is known before its numbers are: nothing waits.
   *
   * @param rows B
   * @param labels K
   * @throws ClassifineException if it is not {@code [B, K]}
   */
  static NDArray of(NDList outputs, int rows, int labels) {
    NDArray logits = outputs.head();
    Shape shape = logits.getShape();
    if (shape.dimension() == 2 && shape.get(0) == rows && shape.get(1) == labels) {
      return logits;
    }
    Shape right = new Shape(rows, labels);
    throw new ClassifineException(
        "The block's first output has the shape "
            + shape
            + ", but logits of a batch of "
            + rows
            + " for "
            + labels
            + (labels == 1 ? " label" : " labels")
            + " must have "
            + right
            + ". "
            + (shape.size() == right.size()
                ? "Let the block reshape it."
                : "Let the block end with as many outputs as there are labels, or name a label for"
                    + " each output."));
  }
}
