package dev.classifine.inspection;

import dev.classifine.data.RowPlaces;
import java.util.ArrayList;
import java.util.List;

/** Counts rows whose text was seen before. */
final class RepeatCounter {

  private static final int EXAMPLES = 3;

  private final List<long[]> examples = new ArrayList<>(); // the row's line, and the first one's
  private final List<long[]> contradictions = new ArrayList<>();
  private long rows;
  private long contradicting;

  void add(long line, long label, TextTable.First first) {
    rows++;
    boolean another = first.label() != label;
    contradicting += another ? 1 : 0;
    List<long[]> list = another ? contradictions : examples;
    if (list.size() < EXAMPLES) {
      list.add(new long[] {line, first.line()});
    }
  }

  /**
   * The count.
   *
   * @param places of the rows
   * @param firstPlaces of the rows that were first
   */
  Repeats report(RowPlaces places, RowPlaces firstPlaces) {
    return new Repeats(
        rows,
        contradicting,
        named(examples, places, firstPlaces),
        named(contradictions, places, firstPlaces));
  }

  private static List<String> named(List<long[]> lines, RowPlaces places, RowPlaces firstPlaces) {
    return lines.stream()
        .map(pair -> firstPlaces.of(pair[1]) + " and " + places.of(pair[0]))
        .toList();
  }
}
