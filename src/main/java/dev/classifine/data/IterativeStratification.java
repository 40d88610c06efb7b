package dev.classifine.data;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;

/**
 * Iterative stratification into two parts (Sechidis et al. 2011): the rows of the label that has
 * the fewest left are handed out first, each to the part that still wants most of that label. The
 * labels come before the size: where few rows are without labels, the parts may be some rows off.
 *
 * <p>Time is K² for K labels and linear in the rows' labels.
 */
final class IterativeStratification {

  private static final int HELD_OUT = 1;

  private final int[][] labels; // [rows][labels of the row]
  private final SplittableRandom random;
  private final int[] left; // [labels]: rows not handed out
  private final int[] rowsWanted = new int[2]; // [parts]: rows that the part still wants
  private final double[][] wanted; // [parts][labels]: rows of the label that the part still wants
  private final int[] part; // [rows]: -1 until handed out

  private IterativeStratification(int[][] labels, int count, SplittableRandom random) {
    this.labels = labels;
    this.random = random;
    int rows = labels.length;
    int k = Arrays.stream(labels).flatMapToInt(Arrays::stream).max().orElse(-1) + 1;
    left = new int[k];
    Arrays.stream(labels).flatMapToInt(Arrays::stream).forEach(label -> left[label]++);
    rowsWanted[HELD_OUT] = count;
    rowsWanted[1 - HELD_OUT] = rows - count;
    wanted = new double[2][k];
    for (int p = 0; p < 2; p++) {
      for (int label = 0; label < k; label++) {
        wanted[p][label] = (double) left[label] * rowsWanted[p] / rows;
      }
    }
    part = new int[rows];
    Arrays.fill(part, -1);
  }

  /**
   * Which rows are held out.
   *
   * @param labels the ids of each row's labels
   * @param order all rows in random order
   * @param count about how many rows to hold out
   * @param random breaks ties
   */
  static boolean[] heldOut(int[][] labels, int[] order, int count, SplittableRandom random) {
    IterativeStratification split = new IterativeStratification(labels, count, random);
    split.run(order);
    boolean[] heldOut = new boolean[labels.length];
    for (int row = 0; row < labels.length; row++) {
      heldOut[row] = split.part[row] == HELD_OUT;
    }
    return heldOut;
  }

  private void run(int[] order) {
    List<List<Integer>> rowsOf = new ArrayList<>();
    for (int label = 0; label < left.length; label++) {
      rowsOf.add(new ArrayList<>());
    }
    for (int row : order) {
      for (int label : labels[row]) {
        rowsOf.get(label).add(row);
      }
    }
    for (int label = rarest(); label >= 0; label = rarest()) {
      for (int row : rowsOf.get(label)) {
        if (part[row] < 0) {
          handOut(row, choose(wanted[0][label], wanted[1][label]));
        }
      }
    }
    for (int row : order) { // those without labels
      if (part[row] < 0) {
        handOut(row, choose(rowsWanted[0], rowsWanted[1]));
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

  /** The part that wants more; among equals the one that wants more rows, then either. */
  private int choose(double first, double second) {
    if (first != second) {
      return first > second ? 0 : 1;
    }
    if (rowsWanted[0] != rowsWanted[1]) {
      return rowsWanted[0] > rowsWanted[1] ? 0 : 1;
    }
    return random.nextInt(2);
  }

  private void handOut(int row, int to) {
    part[row] = to;
    rowsWanted[to]--;
    for (int label : labels[row]) {
      left[label]--;
      wanted[to][label]--;
    }
  }
}
