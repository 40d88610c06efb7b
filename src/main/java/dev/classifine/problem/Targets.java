package dev.classifine.problem;

import java.util.Arrays;

/**
 * What is to be predicted for each row of a data set, compact: one form for each {@link
 * ProblemType}.
 */
public sealed interface Targets {

  /** How many rows there are. */
  int size();

  /** The problem that these targets belong to. */
  ProblemType problemType();

  /** The targets of some rows, in the order given. */
  Targets select(int[] rows);

  /**
   * Single-label: the class of each row.
   *
   * @param ids one id in [0, K) for each row
   */
  record Classes(int[] ids) implements Targets {
    @Override
    public int size() {
      return ids.length;
    }

    @Override
    public ProblemType problemType() {
      return ProblemType.SINGLE_LABEL;
    }

    @Override
    public Classes select(int[] rows) {
      return new Classes(Arrays.stream(rows).map(row -> ids[row]).toArray());
    }
  }

  /**
   * Multi-label: the labels of each row.
   *
   * @param ids for each row the ascending, distinct ids in [0, K) of its labels, possibly none
   */
  record LabelLists(int[][] ids) implements Targets {
    @Override
    public int size() {
      return ids.length;
    }

    @Override
    public ProblemType problemType() {
      return ProblemType.MULTI_LABEL;
    }

    @Override
    public LabelLists select(int[] rows) {
      return new LabelLists(Arrays.stream(rows).mapToObj(row -> ids[row]).toArray(int[][]::new));
    }
  }

  /**
   * Regression: the numbers of each row.
   *
   * @param values row-major, {@code [rows, width]}
   * @param width how many numbers a row has: the number of logits
   */
  record Values(float[] values, int width) implements Targets {
    @Override
    public int size() {
      return values.length / width;
    }

    @Override
    public ProblemType problemType() {
      return ProblemType.REGRESSION;
    }

    @Override
    public Values select(int[] rows) {
      float[] selected = new float[rows.length * width];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(values, rows[i] * width, selected, i * width, width);
      }
      return new Values(selected, width);
    }
  }
}
