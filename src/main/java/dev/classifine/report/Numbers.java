package dev.classifine.report;

import dev.classifine.experiment.RunRecord;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which of the numbers of runs are shown where there is room for some only. */
final class Numbers {

  private static final String EVAL = "eval_";
  private static final String LOSS = "eval_loss";
  private static final String TRAIN_LOSS = "train_loss";

  private Numbers() {}

  /**
   * The names of the numbers that tell most, by transformers' names: the loss of the evaluation and
   * its metrics in their order; without an evaluation the loss of the training.
   */
  static List<String> names(List<RunRecord> records) {
    Set<String> names = new LinkedHashSet<>();
    if (records.stream().anyMatch(record -> record.metrics().containsKey(LOSS))) {
      names.add(LOSS);
    }
    for (RunRecord record : records) {
      record.metrics().keySet().stream().filter(RunRecord::isMetric).forEach(names::add);
    }
    boolean untold =
        records.stream().anyMatch(r -> !r.metrics().isEmpty() && !r.metrics().containsKey(LOSS));
    if (untold) {
      names.add(TRAIN_LOSS);
    }
    return new ArrayList<>(names);
  }

  /** A column's heading: without what all would begin with. */
  static String heading(String name) {
    return name.startsWith(EVAL) ? name.substring(EVAL.length()) : name;
  }

  /** A number of a run; {@code -} where it has none. */
  static String value(RunRecord record, String name) {
    Object value = record.metrics().get(name);
    return value instanceof Number number
        ? String.format(Locale.ROOT, "%.4f", number.doubleValue())
        : "-";
  }

  /** The first numbers of a run in one line: {@code loss 0.1234 accuracy 0.9540}. */
  static String line(RunRecord record, int most) {
    StringBuilder line = new StringBuilder();
    for (String name : names(List.of(record)).stream().limit(most).toList()) {
      line.append(line.isEmpty() ? "" : "  ");
      line.append(heading(name)).append(' ').append(value(record, name));
    }
    return line.toString();
  }
}
