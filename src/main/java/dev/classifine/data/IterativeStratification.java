package dev.classifine.data;

import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Iterative stratification (Sechidis, Tsoumakas, Vlahavas: On the Stratification of Multi-Label
 * Data, 2011): the rows of the label that has the fewest left are handed out first, each to the
 * part that still wants most of that label. The labels come before the size: where few rows are
 * without labels, the parts may be some rows off.
 *
 * <p>For K labels and P parts, time is K² and linear in P times the rows' labels.
 */
final class IterativeStratification {

  private final int[][] labels; // [rows][labels of the row]
  private final SplittableRandom random;
  private final int[] left; // [labels]: rows not handed out
  private final double[] rowsWanted; // [parts]: rows that the part still wants
  private final double[][] wanted; // [labels][parts]: rows of the label that the part still wants
  private final int[] part; // [rows]: -1 until handed out

  private IterativeStratification(int[][] labels, double[] sizes, SplittableRandom random) {
    this.labels = labels;
    this.random = random;
    int rows = labels.length;
    int k = Arrays.stream(labels).flatMapToInt(Arrays::stream).max().orElse(-1) + 1;
    left = new int[k];
    Arrays.stream(labels).flatMapToInt(Arrays::stream).forEach(label -> left[label]++);
    rowsWanted = sizes.clone();
    wanted = new double[k][sizes.length];
    for (int label = 0; label < k; label++) {
      for (int p = 0; p < sizes.length; p++) {
        wanted[label][p] = left[label] * sizes[p] / rows;
      }
    }
    part = new int[rows];
    Arrays.fill(part, -1);
  }

  /**
   * The part of each row.
   *
   * @param labels the ids of each row's labels
   * @param order all rows in random order
   * @param sizes about how many rows each part is to have, in sum all
   * @param random breaks ties
   */
  static int[] parts(int[][] labels, int[] order, double[] sizes, SplittableRandom random) {
    IterativeStratification split = new IterativeStratification(labels, sizes, random);
    split.run(order);
    return split.part;
  }

  private void run(int[] order) {
    int[][] rowsOf = new int[left.length][];
    int[] filled = new int[left.length];
    Arrays.setAll(rowsOf, label -> new int[left[label]]);
    for (int row : order) {
      for (int label : labels[row]) {
        rowsOf[label][filled[label]++] = row;
      }
    }
    for (int label = rarest(); label >= 0; label = rarest()) {
      for (int row : rowsOf[label]) {
        if (part[row] < 0) {
          handOut(row, choose(wanted[label]));
        }
      }
    }
    for (int row : order) { // those without labels
      if (part[row] < 0) {
        handOut(row, choose(rowsWanted));
      }
    }
  }

  /** The label with the fewest rows left, or -1 if none has any. */
  private int rarest() {
    int rarest = -1;
    for (int label = 0; label < left.length; label++) {
      if (left[label] > 0 && (rarest < 0 || left[label] < left[rarest])) {
        rarest = label;
      }
    }
    return rarest;
  }

  /** The part that wants most; among equals the one that wants most rows, then any. */
  private int choose(double[] wants) {
    int[] best = new int[wants.length];
    int ties = 0;
    for (int p = 0; p < wants.length; p++) {
      int order = ties == 0 ? 1 : Double.compare(wants[p], wants[best[0]]);
      if (order == 0) {
        order = Double.compare(rowsWanted[p], rowsWanted[best[0]]);
      }
      if (order > 0) {
        ties = 0;
      }
      if (order >= 0) {
        best[ties++] = p;
      }
    }
    return best[ties == 1 ? 0 : random.nextInt(ties)];
  }

  private void handOut(int row, int to) {
    part[row] = to;
    rowsWanted[to]--;
    for (int label : labels[row]) {
      left[label]--;
      wanted[label][to]--;
    }
  }
}
