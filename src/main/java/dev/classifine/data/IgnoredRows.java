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
  static Stream<LabelGroup> others(LabelledRows rows) {
    return rows.groups().filter(group -> !group.isIgnored());
  }

  /** How many rows a problem of this type ignores. */
  static long count(LabelledRows rows, ProblemType type) {
    return type == ProblemType.REGRESSION ? 0 : rows.size() - countOthers(rows);
  }

  /** How many other rows there are. */
  static long countOthers(LabelledRows rows) {
    return others(rows).mapToLong(LabelGroup::count).sum();
  }

  /**
   * Checks that a row is left.
   *
   * @throws ClassifineException if all are ignored
   */
  static void checkAnyOther(LabelledRows rows, ProblemType type) {
    if (count(rows, type) == rows.size()) {
      throw new ClassifineException(
          ("%s: the label of all %d rows is -100, so all are ignored. At least one row must have a"
                  + " known label.")
              .formatted(rows.source(), rows.size()));
    }
  }

  /** What the user should know of it, in sentences for the log. */
  static List<String> messages(LabelledRows rows, ProblemType type) {
    List<String> messages = new ArrayList<>();
    long ignored = count(rows, type);
    if (ignored > 0) {
      messages.add(
          ("%s: the label of %d of %d rows is -100, so they are ignored: they have no part in the"
                  + " loss and the metrics.")
              .formatted(rows.source(), ignored, rows.size()));
    }
    long marked =
        rows.groups().filter(group -> !marks(group).isEmpty()).mapToLong(LabelGroup::count).sum();
    if (marked > 0) {
      long single =
          rows.groups().mapToLong(group -> (long) marks(group).size() * group.count()).sum();
      messages.add(
          ("%s: %d single labels in %d rows are -100, so they are ignored: they have no part in the"
                  + " loss and the metrics.")
              .formatted(rows.source(), single, marked));
    }
    return messages;
  }

  private static List<String> marks(LabelGroup group) {
    return group.label() instanceof RawLabel.Marks marks ? marks.ignored() : List.of();
  }
}
