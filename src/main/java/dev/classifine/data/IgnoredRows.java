package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import dev.classifine.problem.ProblemType;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Rows whose label is the integer -100: in a classification they are ignored. In a regression -100
 * is a number like any other.
 */
final class IgnoredRows {

  private IgnoredRows() {}

  /** The other rows. */
  static Stream<Example> others(List<Example> rows) {
    return rows.stream().filter(row -> !row.label().isIgnored());
  }

  /** How many rows a problem of this type ignores. */
  static long count(Examples rows, ProblemType type) {
    return type == ProblemType.REGRESSION ? 0 : rows.size() - others(rows.rows()).count();
  }

  /**
   * Checks that a row is left.
   *
   * @throws ClassifineException if all are ignored
   */
  static void checkAnyOther(Examples rows, ProblemType type) {
    if (count(rows, type) == rows.size()) {
      throw new ClassifineException(
          ("%s: the label of all %d rows is -100, so all are ignored. At least one row must have a"
                  + " known label.")
              .formatted(rows.source(), rows.size()));
    }
  }

  /** What the user should know of it, in sentences for the log. */
  static List<String> messages(Examples rows, ProblemType type) {
    List<String> messages = new ArrayList<>();
    long ignored = count(rows, type);
    if (ignored > 0) {
      messages.add(
          ("%s: the label of %d of %d rows is -100, so they are ignored: they have no part in the"
                  + " loss and the metrics.")
              .formatted(rows.source(), ignored, rows.size()));
    }
    long marked = rows.rows().stream().filter(row -> !marks(row).isEmpty()).count();
    if (marked > 0) {
      long single = rows.rows().stream().mapToLong(row -> marks(row).size()).sum();
      messages.add(
          ("%s: %d single labels in %d rows are -100, so they are ignored: they have no part in the"
                  + " loss and the metrics.")
              .formatted(rows.source(), single, marked));
    }
    return messages;
  }

  private static List<String> marks(Example row) {
    return row.label() instanceof RawLabel.Marks marks ? marks.ignored() : List.of();
  }
}
