package dev.classifine.inspection;

import dev.classifine.problem.ProblemType;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/**
 * What one set of rows is like.
 *
 * @param source where they are
 * @param rows how many there are
 * @param ignored how many of them have the label -100, which is not trained on; 0 in a regression
 * @param problem what their labels look like
 * @param labels how many rows have each label, the most frequent first, 0 for one that rows name
 *     only as absent or not known; empty in a regression
 * @param rowsOfOtherLabels how many rows have the labels beside them, where these are too many to
 *     list
 * @param labelsOfARow the mean number of labels of a row; 1 unless it is multi-label
 * @param range least, mean and greatest value in a regression; null otherwise, and where none is
 *     finite
 * @param notFinite labels of a regression that are not finite, or beyond 3.4e38, at which a
 *     training ends; null where there are none
 * @param tokens how long the texts are
 * @param repeats rows whose text is that of an earlier row
 * @param flaws how many texts have each flaw, and where the first one is
 */
public record SetReport(
    String source,
    long rows,
    long ignored,
    ProblemType problem,
    Map<String, Long> labels,
    long rowsOfOtherLabels,
    double labelsOfARow,
    Range range,
    Flawed notFinite,
    LengthReport tokens,
    Repeats repeats,
    Map<TextFlaw, Flawed> flaws) {

  /** Least, mean and greatest of the numbers that are the labels of a regression. */
  public record Range(double least, double mean, double greatest) {}

  /** How many rows have a flaw, and where the first one is. */
  public record Flawed(long rows, String first) {
    Map<String, Object> values() {
      return Map.of("rows", rows, "first", first);
    }
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("source", source);
    values.put("rows", rows);
    values.put("ignored_rows", ignored);
    values.put("problem_type", problem.id());
    values.put("labels", labels);
    values.put("rows_of_other_labels", rowsOfOtherLabels);
    values.put("labels_of_a_row", labelsOfARow);
    if (range != null) {
      values.put(
          "values", Map.of("min", range.least(), "mean", range.mean(), "max", range.greatest()));
    }
    if (notFinite != null) {
      values.put("not_finite", notFinite.values());
    }
    values.put("tokens", tokens.values(rows));
    values.put("duplicates", repeats.values());
    Map<String, Object> found = new LinkedHashMap<>();
    flaws.forEach((flaw, texts) -> found.put(flaw.name().toLowerCase(Locale.ROOT), texts.values()));
    values.put("texts", found);
    return values;
  }
}
