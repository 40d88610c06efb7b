package dev.classifine.train;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.classifine.error.ClassifineException;
import dev.classifine.problem.Targets;
import java.util.Arrays;
import java.util.stream.IntStream;

/** Some rows of a set, as a set. */
final class SelectedRows implements TrainingSet {

  private final TrainingSet all;
  private final int[] rows;
  private final Targets targets;

  private SelectedRows(TrainingSet all, int[] rows) {
    this.all = all;
    this.rows = rows;
    this.targets = all.targets().select(rows);
  }

  /**
   * The rows that are not ignored.
   *
   * @throws ClassifineException if all are
   */
  static TrainingSet known(TrainingSet set) {
    int[] rows =
        IntStream.range(0, set.size()).filter(row -> !set.targets().isIgnored(row)).toArray();
    if (rows.length == 0) {
      throw new ClassifineException(
          "All "
              + set.size()
              + " rows to evaluate on are ignored (their label is -100). At least one label must be"
              + " known.");
    }
    return rows.length == set.size() ? set : new SelectedRows(set, rows);
  }

  @Override
  public Targets targets() {
    return targets;
  }

  @Override
  public NDList inputs(NDManager manager, int[] selected) {
    return all.inputs(manager, Arrays.stream(selected).map(row -> rows[row]).toArray());
  }

  @Override
  public int length(int row) {
    return all.length(rows[row]);
  }

  @Override
  public String describe(int row) {
    return all.describe(rows[row]);
  }
}
