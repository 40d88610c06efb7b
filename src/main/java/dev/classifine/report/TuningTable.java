package dev.classifine.report;

import dev.classifine.problem.Decision;
import dev.classifine.tuning.Tuned;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a tuning came to, as plain text: the decision, and every number before and after. */
public final class TuningTable {

  private static final int LABEL_WIDTH = 36;

  private TuningTable() {}

  /** The table. */
  public static String format(Tuned tuned) {
    StringBuilder text = new StringBuilder();
    line(text, "%-36s %9.4f%n", "temperature", tuned.decision().temperature());
    appendThresholds(text, tuned);
    if (tuned.decision().atLeastOne()) {
      line(text, "%-36s %9s%n", "at least one label", "yes");
    }
    if (tuned.decision().topK() > 0) {
      line(text, "%-36s %9d%n", "labels at most", tuned.decision().topK());
    }
    line(text, "%n%-18s %9s %9s%n", "", "before", "after");
    Map<String, Double> before = tuned.report().before();
    tuned
        .report()
        .after()
        .forEach((name, after) -> line(text, "%-18s %9.4f %9.4f%n", name, before.get(name), after));
    line(text, "%-18s %9s %9d%n", "examples", "", tuned.report().rows());
    return text.toString();
  }

  private static void appendThresholds(StringBuilder text, Tuned tuned) {
    List<Double> thresholds = tuned.decision().thresholds();
    if (thresholds.size() > 1) {
      for (int k = 0; k < thresholds.size(); k++) {
        String label = "threshold of " + tuned.labels().name(k);
        line(text, "%-36s %9.4f%n", shortened(label), thresholds.get(k));
      }
    } else if (thresholds.get(0) != Decision.DEFAULT_THRESHOLD) {
      line(text, "%-36s %9.4f%n", "threshold", thresholds.get(0));
    }
  }

  private static void line(StringBuilder text, String format, Object... values) {
    text.append(String.format(Locale.ROOT, format, values));
  }

  private static String shortened(String label) {
    return label.length() <= LABEL_WIDTH ? label : label.substring(0, LABEL_WIDTH - 1) + "…";
  }
}
