package dev.classifine.problem;

import java.util.Arrays;

/**
 * What is to be predicted for each row of a data set and how much the row weighs, compact: one form
 * for each {@link ProblemType}. Weights are a matter of the training loss alone; no metric knows
 * them.
 */
public sealed interface Targets {

  /**
   * Stands for a truth that is not known, as {@code ignore_index} of PyTorch's {@code
   * CrossEntropyLoss}: the row is left out of losses and metrics.
   */
  int IGNORED = -100;

  /** How many rows there are. */
  int size();

  /** The problem that these targets belong to. */
  ProblemType problemType();

  /** The targets of some rows with their weights, in the order given. */
  Targets select(int[] rows);

  /** Whether nothing is known of a row, so that it is left out of losses and metrics. */
  boolean isIgnored(int row);

  /** The weights of the rows; null where every row weighs 1. */
  double[] weights();

  /**
   * The same targets with weights.
   *
   * @param weights for each row a finite number of at least 0; null for 1 everywhere
   * @throws IllegalArgumentException if there are more or fewer than rows, or one is out of range
   */
  Targets weighted(double[] weights);

  /** What a row weighs: 1 where nothing else was said. */
  default double weight(int row) {
    return weights() == null ? 1 : weights()[row];
  }

  /** Whether a row has a part in a training loss: it is not ignored, and weighs more than 0. */
  default boolean counts(int row) {
    return !isIgnored(row) && weight(row) > 0;
  }

  /**
   * Single-label: the class of each row.
   *
   * @param ids for each row one id in [0, K), or {@link #IGNORED}
   * @param weights as {@link #weights()}
   */
  record Classes(int[] ids, double[] weights) implements Targets {

    /** Checks the weights. */
    public Classes {
      RowWeights.check(weights, ids.length);
    }

    /** Every row weighs 1. */
    public Classes(int[] ids) {
      this(ids, null);
    }

    @Override
    public int size() {
      return ids.length;
    }

    @Override
    public ProblemType problemType() {
      return ProblemType.SINGLE_LABEL;
    }

    @Override
    public boolean isIgnored(int row) {
      return ids[row] == IGNORED;
    }

    @Override
    public Classes select(int[] rows) {
      return new Classes(
          Arrays.stream(rows).map(row -> ids[row]).toArray(), RowWeights.select(weights, rows));
    }

    @Override
    public Classes weighted(double[] newWeights) {
      return new Classes(ids, newWeights);
    }
  }

  /**
   * Multi-label: the labels of each row.
   *
   * @param ids for each row the ascending, distinct ids in [0, K) of its labels, possibly none; or
   *     {@link #IGNORED} alone where no label of the row is known
   * @param ignored for each row the ascending ids in [0, K) of the labels of which it is not known
   *     whether the row has them, none of them among its {@code ids}; null where all is known
   * @param weights as {@link #weights()}
   */
  record LabelLists(int[][] ids, int[][] ignored, double[] weights) implements Targets {

    /** Checks the weights and the number of rows. */
    public LabelLists {
      RowWeights.check(weights, ids.length);
      if (ignored != null && ignored.length != ids.length) {
        throw new IllegalArgumentException(
            ids.length + " rows have labels, but " + ignored.length + " have ignored labels.");
      }
    }

    /** Every row weighs 1, and of every row all labels are known or none. */
    public LabelLists(int[][] ids) {
      this(ids, null, null);
    }

    @Override
    public int size() {
      return ids.length;
    }

    @Override
    public ProblemType problemType() {
      return ProblemType.MULTI_LABEL;
    }

    @Override
    public boolean isIgnored(int row) {
      return ids[row].length == 1 && ids[row][0] == IGNORED;
    }

    /** The labels of a row that are not known; none for a row that is ignored as a whole. */
    public int[] ignored(int row) {
      return ignored == null ? new int[0] : ignored[row];
    }

    /** Whether it is known if a row has a label. */
    public boolean knows(int row, int label) {
      return !isIgnored(row) && (ignored == null || Arrays.binarySearch(ignored[row], label) < 0);
    }

    @Override
    public LabelLists select(int[] rows) {
      return new LabelLists(
          select(ids, rows),
          ignored == null ? null : select(ignored, rows),
          RowWeights.select(weights, rows));
    }

    @Override
    public LabelLists weighted(double[] newWeights) {
      return new LabelLists(ids, ignored, newWeights);
    }

    private static int[][] select(int[][] lists, int[] rows) {
      return Arrays.stream(rows).mapToObj(row -> lists[row]).toArray(int[][]::new);
    }
  }

  /**
   * Regression: the numbers of each row.
   *
   * @param values row-major, {@code [rows, width]}
   * @param width how many numbers a row has: the number of logits
   * @param weights as {@link #weights()}
   */
  record Values(float[] values, int width, double[] weights) implements Targets {

    /** Checks the weights. */
    public Values {
      RowWeights.check(weights, values.length / width);
    }

    /** Every row weighs 1. */
    public Values(float[] values, int width) {
      this(values, width, null);
    }

    @Override
    public int size() {
      return values.length / width;
    }

    @Override
    public ProblemType problemType() {
      return ProblemType.REGRESSION;
    }

    /** Never: every number is a number, -100 too. */
    @Override
    public boolean isIgnored(int row) {
      return false;
    }

    @Override
    public Values select(int[] rows) {
      float[] selected = new float[rows.length * width];
      for (int i = 0; i < rows.length; i++) {
        System.arraycopy(values, rows[i] * width, selected, i * width, width);
      }
      return new Values(selected, width, RowWeights.select(weights, rows));
    }

    @Override
    public Values weighted(double[] newWeights) {
      return new Values(values, width, newWeights);
    }
  }
}
