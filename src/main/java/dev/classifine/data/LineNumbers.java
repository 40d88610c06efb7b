package dev.classifine.data;

import java.util.Arrays;

/** The lines on which rows begin, kept as runs: most files have a row on each line. */
final class LineNumbers {

  private int[] starts = new int[16]; // the first row of each run, ascending
  private long[] offsets = new long[16]; // for each run, the line less the row
  private int runs;
  private int rows;

  /** Adds a row's line. */
  void add(long line) {
    long offset = line - rows;
    if (runs == 0 || offsets[runs - 1] != offset) {
      if (runs == starts.length) {
        starts = Arrays.copyOf(starts, Growth.of(runs));
        offsets = Arrays.copyOf(offsets, starts.length);
      }
      starts[runs] = rows;
      offsets[runs++] = offset;
    }
    rows++;
  }

  /** The line of a row. */
  long get(int row) {
    int found = Arrays.binarySearch(starts, 0, runs, row);
    return row + offsets[found >= 0 ? found : -found - 2];
  }
}
