package dev.classifine.tuning;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The numbers of a tuning, on the rows that it was done on: those of rows that are new will be less
 * good.
 *
 * @param rows how many rows there were
 * @param before {@code log_loss} (of the calibrated probabilities; multi-label: mean over rows and
 *     labels), {@code ece}, {@code brier_score} and an evaluation's metrics, with the decision
 *     before
 * @param after the same with the tuned decision
 * @param warnings what the user should know, in sentences
 */
public record TuningReport(
    int rows, Map<String, Double> before, Map<String, Double> after, List<String> warnings) {

  /** Copies the maps and the list. */
  public TuningReport {
    before = Collections.unmodifiableMap(new LinkedHashMap<>(before));
    after = Collections.unmodifiableMap(new LinkedHashMap<>(after));
    warnings = List.copyOf(warnings);
  }

  /** All of it by name. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rows", rows);
    values.put("before", before);
    values.put("after", after);
    values.put("warnings", warnings);
    return values;
  }
}
