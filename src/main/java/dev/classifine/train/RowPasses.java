package dev.classifine.train;

import java.util.List;

/**
 * Passes over a number of rows.
 *
 * @param limit rows of a pass
 */
record RowPasses(TrainingSet set, int limit) implements PassPlan {

  @Override
  public List<int[]> cut(int[] rows, int most) {
    return EpochPlan.cut(rows, most);
  }

  @Override
  public long passesPerEpoch(int most) {
    return (set.size() + most - 1L) / most;
  }

  @Override
  public int largest(int[] rows, int most) {
    return Math.min(most, rows.length);
  }

  @Override
  public boolean isDivisible(int[] rows, int most) {
    return largest(rows, most) > 1;
  }

  @Override
  public String describe(int size) {
    return size + (size == 1 ? " row" : " rows");
  }

  @Override
  public String remedy() {
    return "the batch size, with as many more gradient accumulation steps; --auto-batch-size does"
        + " that by itself.";
  }
}
