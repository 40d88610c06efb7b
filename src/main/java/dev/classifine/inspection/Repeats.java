package dev.classifine.inspection;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Rows whose text, and second text, is that of an earlier row, or of a row of the other set.
 *
 * @param rows how many there are
 * @param contradicting how many of them have another label than the first row of the text
 * @param examples where some of them are: {@code train.csv:17 and train.csv:3}
 * @param contradictions where some of those with another label are
 */
public record Repeats(
    long rows, long contradicting, List<String> examples, List<String> contradictions) {

  /** Copies the lists. */
  public Repeats {
    examples = List.copyOf(examples);
    contradictions = List.copyOf(contradictions);
  }

  Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rows", rows);
    values.put("with_another_label", contradicting);
    values.put("examples", examples);
    values.put("examples_with_another_label", contradictions);
    return values;
  }
}
