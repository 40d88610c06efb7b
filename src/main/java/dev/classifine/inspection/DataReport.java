package dev.classifine.inspection;

import dev.classifine.data.ExampleSource;
import dev.classifine.error.ClassifineException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a data set is like, and what of it will hurt.
 *
 * @param train the rows to train on
 * @param eval the rows to evaluate on; null where there are none
 * @param overlap rows to evaluate on whose text is trained on; null without such a set
 * @param warnings a sentence each
 */
public record DataReport(SetReport train, SetReport eval, Repeats overlap, List<String> warnings) {

  /** Copies the list. */
  public DataReport {
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads all rows, once.
   *
   * @param train opened so that labels are required
   * @param eval as well; null for none
   * @param counter counts tokens
   * @throws ClassifineException if a row is not as it must be
   */
  public static DataReport of(ExampleSource train, ExampleSource eval, TokenCounter counter) {
    SetInspector first = new SetInspector(counter, null);
    SetReport trainReport = first.read(train);
    if (eval == null) {
      return new DataReport(trainReport, null, null, DataWarnings.of(trainReport, null, null));
    }
    SetInspector second = new SetInspector(counter, first);
    SetReport evalReport = second.read(eval);
    Repeats overlap = second.overlap();
    return new DataReport(
        trainReport, evalReport, overlap, DataWarnings.of(trainReport, evalReport, overlap));
  }

  /** All of it by name, as JSON has it. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("train", train.values());
    values.put("eval", eval == null ? null : eval.values());
    values.put("eval_rows_with_texts_of_training", overlap == null ? null : overlap.values());
    values.put("warnings", warnings);
    return values;
  }
}
