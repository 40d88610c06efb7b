package dev.classifine.html;

import java.util.ArrayList;
import java.util.List;

/**
 * One line of a chart.
 *
 * @param name in the legend
 * @param x ascending
 * @param y for each x, null where there is no number
 */
record Series(String name, List<Double> x, List<Double> y) {

  /** The most points that are drawn. */
  private static final int MOST_POINTS = 1500;

  /** Whether any number is there. */
  boolean isDrawn() {
    return y.stream().anyMatch(value -> value != null);
  }

  /** The same, or every so many points of it with the last where there are very many. */
  Series thinned() {
    return new Series(name, thinned(x, MOST_POINTS), thinned(y, MOST_POINTS));
  }

  /** At most so many of some values: the first, the last and some at equal distances between. */
  static <T> List<T> thinned(List<T> values, int most) {
    if (values.size() <= most) {
      return values;
    }
    List<T> kept = new ArrayList<>(most);
    for (int i = 0; i < most; i++) {
      kept.add(values.get((int) ((long) i * (values.size() - 1) / (most - 1))));
    }
    return kept;
  }
}
