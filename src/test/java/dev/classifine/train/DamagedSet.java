package dev.classifine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.classifine.problem.Targets;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of numbers, some of which are not finite.
 *
 * @param set of one array
 * @param damaged rows that have NaN in place of their numbers
 */
record DamagedSet(TrainingSet set, List<Integer> damaged) implements TrainingSet {

  @Override
  public Targets targets() {
    return set.targets();
  }

  @Override
  public NDList inputs(NDManager manager, int[] rows) {
    NDArray inputs = set.inputs(manager, rows).singletonOrThrow();
    float[] values = inputs.toFloatArray();
    int width = values.length / rows.length;
    for (int i = 0; i < rows.length; i++) {
      if (damaged.contains(rows[i])) {
        Arrays.fill(values, i * width, (i + 1) * width, Float.NaN);
      }
    }
    return new NDList(InputArrays.of(manager, values, inputs.getShape()));
  }

  @Override
  public int length(int row) {
    return set.length(row);
  }

  @Override
  public String describe(int row) {
    return set.describe(row);
  }
}
