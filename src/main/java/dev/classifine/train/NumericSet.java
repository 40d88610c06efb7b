package dev.classifine.train;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.problem.Targets;

/** Rows of numbers, for blocks that read features or pictures. */
public final class NumericSet implements TrainingSet {

  private final float[] values;
  private final Shape rowShape;
  private final int rowSize;
  private final Targets targets;

  /**
   * @param values row-major, {@code [rows, rowShape]}
   * @param rowShape the shape of one row
   * @param targets one for each row
   * @throws IllegalArgumentException if the sizes do not fit
   */
  public NumericSet(float[] values, Shape rowShape, Targets targets) {
    this.values = values;
    this.rowShape = rowShape;
    this.rowSize = Math.toIntExact(rowShape.size());
    this.targets = targets;
    if ((long) rowSize * targets.size() != values.length) {
      throw new IllegalArgumentException(
          values.length + " values are not " + targets.size() + " rows of shape " + rowShape + ".");
    }
  }

  @Override
  public Targets targets() {
    return targets;
  }

  @Override
  public NDList inputs(NDManager manager, int[] rows) {
    float[] batch = new float[rows.length * rowSize];
    for (int i = 0; i < rows.length; i++) {
      System.arraycopy(values, rows[i] * rowSize, batch, i * rowSize, rowSize);
    }
    Shape shape = new Shape(rows.length).addAll(rowShape);
    return new NDList(InputArrays.of(manager, batch, shape));
  }
}
