package dev.classifine.data;

import dev.classifine.data.ExampleSource.Labels;
import dev.classifine.error.ClassifineException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Examples in memory.
 *
 * @param where the file that they come from
 * @param rows the examples, at least one
 */
public record Examples(String where, List<Example> rows) {

  /** Copies the list. */
  public Examples {
    rows = List.copyOf(rows);
  }

  /**
   * Reads a whole file.
   *
   * @param labelDelimiter what stands between the labels of a cell; null where cells hold one label
   *     or a JSON list
   * @throws ClassifineException if it has no rows, or a row is not as it must be
   */
  public static Examples read(Path file, Columns columns, String labelDelimiter) {
    try (ExampleSource source =
        ExampleSource.open(file, columns, labelDelimiter, Labels.REQUIRED)) {
      List<Example> rows = new ArrayList<>();
      source.forEachRemaining(rows::add);
      if (rows.isEmpty()) {
        throw new ClassifineException(file + ": no rows. A data file must hold at least one.");
      }
      return new Examples(file.toString(), rows);
    }
  }

  /** How many there are. */
  public int size() {
    return rows.size();
  }

  /** Some of them, in the order given. */
  public Examples select(int[] indexes) {
    return new Examples(where, Arrays.stream(indexes).mapToObj(rows::get).toList());
  }

  /** Where a row stands: {@code train.csv:17}. */
  public String place(int row) {
    return where + ":" + rows.get(row).line();
  }

  /** All texts. */
  public List<String> texts() {
    return rows.stream().map(Example::text).toList();
  }

  /** All second texts, or null where the file has none. */
  public List<String> pairs() {
    return rows.isEmpty() || rows.get(0).textPair() == null
        ? null
        : rows.stream().map(Example::textPair).toList();
  }
}
