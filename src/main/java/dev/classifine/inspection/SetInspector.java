package dev.classifine.inspection;

import dev.classifine.data.Example;
import dev.classifine.data.ExampleSource;
import dev.classifine.data.RowPlaces;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

/** Reads one set of rows. */
final class SetInspector {

  private final LabelCounter labels = new LabelCounter();
  private final TextTable texts = new TextTable();
  private final RepeatCounter repeats = new RepeatCounter();
  private final RepeatCounter overlap = new RepeatCounter();
  private final Map<TextFlaw, long[]> flaws = new EnumMap<>(TextFlaw.class); // rows, first line
  private final Lengths lengths;
  private final SetInspector other;
  private long rows;
  private RowPlaces places;

  /**
   * @param other the rows whose texts should not be here, which were read; null for none
   */
  SetInspector(TokenCounter counter, SetInspector other) {
    this.lengths = new Lengths(counter);
    this.other = other;
  }

  /** Reads all rows. */
  SetReport read(ExampleSource source) {
    while (source.hasNext()) {
      add(source.next());
    }
    places = source.places();
    Map<TextFlaw, SetReport.Flawed> flawed = new EnumMap<>(TextFlaw.class);
    flaws.forEach(
        (flaw, found) -> flawed.put(flaw, new SetReport.Flawed(found[0], places.of(found[1]))));
    return new SetReport(
        source.source(),
        rows,
        labels.ignored(),
        labels.problem(),
        labels.counts(),
        labels.others(),
        labels.labelsOfARow(),
        labels.range(),
        labels.notFinite(places),
        lengths.report(),
        repeats.report(places, places),
        flawed);
  }

  /** Rows here whose text is that of a row of the other set. */
  Repeats overlap() {
    return overlap.report(places, other.places);
  }

  private void add(Example row) {
    rows++;
    labels.add(row.label(), row.line());
    lengths.add(row.text(), row.textPair());
    long label = LabelCounter.hash(row.label());
    TextTable.Key key = texts.key(row.text(), row.textPair());
    TextTable.First first = texts.get(key);
    if (first == null) {
      texts.add(key, label, row.line());
    } else {
      repeats.add(row.line(), label, first);
    }
    TextTable.First elsewhere = other == null ? null : other.texts.get(key);
    if (elsewhere != null) {
      overlap.add(row.line(), label, elsewhere);
    }
    addFlaws(row);
  }

  private void addFlaws(Example row) {
    Set<TextFlaw> found = EnumSet.copyOf(TextFlaw.of(row.text()));
    if (row.textPair() != null) {
      found.addAll(TextFlaw.of(row.textPair()));
    }
    for (TextFlaw flaw : found) {
      flaws.computeIfAbsent(flaw, any -> new long[] {0, row.line()})[0]++;
    }
  }
}
