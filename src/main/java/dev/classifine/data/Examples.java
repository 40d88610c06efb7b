package dev.classifine.data;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * All rows of one input: a file, several, or what a query gives.
 *
 * @param source the input, as errors name it
 * @param rows the rows in the order of the input
 * @param places where they stand in it
 */
public record Examples(String source, List<Example> rows, RowPlaces places) {

  /** Copies the list. */
  public Examples {
    rows = List.copyOf(rows);
  }

  /** Rows of a file, by their lines. */
  public Examples(String source, List<Example> rows) {
    this(source, rows, RowPlaces.lines(source));
  }

  /**
   * Reads a file whose name tells its format. Parameters and errors as for {@link
   * ExampleSource#open(Path, Columns, String, LabelUse)}; an error in any row is thrown here.
   */
  public static Examples read(
      Path file, Columns columns, String labelDelimiter, LabelUse labelUse) {
    return read(DataLocation.of(file), columns, labelDelimiter, labelUse);
  }

  /** As above, from wherever the rows are. */
  public static Examples read(
      DataLocation location, Columns columns, String labelDelimiter, LabelUse labelUse) {
    try (ExampleSource source = ExampleSource.open(location, columns, labelDelimiter, labelUse)) {
      List<Example> rows = new ArrayList<>();
      source.forEachRemaining(rows::add);
      return new Examples(source.source(), rows, source.places());
    }
  }

  /** How many rows there are. */
  public int size() {
    return rows.size();
  }

  /**
   * Some of the rows, in the order given.
   *
   * @param indexes positions in [0, {@link #size()})
   */
  public Examples select(int[] indexes) {
    List<Example> selected = new ArrayList<>(indexes.length);
    for (int index : indexes) {
      selected.add(rows.get(index));
    }
    return new Examples(source, selected, places);
  }

  /** All texts. */
  public List<String> texts() {
    return rows.stream().map(Example::text).toList();
  }

  /** All second texts, null where a row is a single text; null where every row is one. */
  public List<String> pairs() {
    return rows.stream().allMatch(row -> row.textPair() == null)
        ? null
        : rows.stream().map(Example::textPair).toList();
  }

  /** Where a row stands: {@code train.csv:17}. */
  public String place(int row) {
    return places.of(rows.get(row).line());
  }
}
