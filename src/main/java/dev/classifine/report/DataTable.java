package dev.classifine.report;

import dev.classifine.inspection.DataReport;
import dev.classifine.inspection.LengthReport;
import dev.classifine.inspection.SetReport;
import dev.classifine.problem.ProblemType;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What a data set is like, as plain text of at most 80 columns. */
public final class DataTable {

  private static final int WIDTH = 80;
  private static final int LABELS = 30;
  private static final int LABEL_WIDTH = 36;
  private static final int BAR = 20;

  private final StringBuilder text = new StringBuilder();
  private final DataReport report;

  private DataTable(DataReport report) {
    this.report = report;
  }

  /** The table; the warnings stand at its end. */
  public static String format(DataReport report) {
    return new DataTable(report).format();
  }

  private String format() {
    sets();
    lengths();
    labels();
    warnings();
    return text.toString();
  }

  private List<SetReport> reports() {
    return report.eval() == null ? List.of(report.train()) : List.of(report.train(), report.eval());
  }

  private static String name(int set) {
    return set == 0 ? "train" : "eval";
  }

  private void sets() {
    for (int i = 0; i < reports().size(); i++) {
      SetReport set = reports().get(i);
      line("%-6s %s", name(i), cut(set.source(), WIDTH - 7));
      String ignored =
          set.ignored() == 0 ? "" : ", %,d of them ignored (-100)".formatted(set.ignored());
      line("       %,d rows%s, %s", set.rows(), ignored, problem(set));
    }
    line("");
  }

  private static String problem(SetReport set) {
    return switch (set.problem()) {
      case SINGLE_LABEL -> "single-label, " + labelCount(set);
      case MULTI_LABEL ->
          String.format(
              Locale.ROOT,
              "multi-label, %s, %.2f of them a row",
              labelCount(set),
              set.labelsOfARow());
      case REGRESSION ->
          set.range() == null
              ? "regression, no finite values"
              : String.format(
                  Locale.ROOT,
                  "regression, values %.4g to %.4g, mean %.4g",
                  set.range().least(),
                  set.range().greatest(),
                  set.range().mean());
    };
  }

  private static String labelCount(SetReport set) {
    return set.labels().size()
        + (set.rowsOfOtherLabels() > 0 ? " or more" : "")
        + (set.labels().size() == 1 ? " label" : " labels");
  }

  private void lengths() {
    line(
        "tokens %8s %6s %6s %6s %6s %7s %10s",
        "min", "50 %", "90 %", "95 %", "99 %", "max", "over " + report.train().tokens().limit());
    for (int i = 0; i < reports().size(); i++) {
      SetReport set = reports().get(i);
      LengthReport tokens = set.tokens();
      line(
          "%-6s %8d %6d %6d %6d %6d %7d %8.1f %%",
          name(i),
          tokens.least(),
          tokens.percentiles().get(50),
          tokens.percentiles().get(90),
          tokens.percentiles().get(95),
          tokens.percentiles().get(99),
          tokens.most(),
          100.0 * tokens.over() / set.rows());
    }
    line("");
  }

  private void labels() {
    SetReport train = report.train();
    if (train.problem() == ProblemType.REGRESSION) {
      return;
    }
    Set<String> names = new LinkedHashSet<>(train.labels().keySet());
    reports().forEach(set -> names.addAll(set.labels().keySet()));
    List<String> shown = names.stream().limit(LABELS).toList();
    int width =
        shown.stream().mapToInt(label -> Math.min(LABEL_WIDTH, label.length())).max().orElse(0);
    width = Math.max(width, "label".length());
    boolean both = report.eval() != null;
    line("%-" + width + "s %9s %s", "label", "train", both ? String.format("%9s", "eval") : "");
    long most = train.labels().values().stream().mapToLong(Long::longValue).max().orElse(1);
    for (String label : shown) {
      long count = train.labels().getOrDefault(label, 0L);
      String eval =
          both ? String.format("%9d ", report.eval().labels().getOrDefault(label, 0L)) : "";
      String bar = "#".repeat((int) Math.ceil((double) BAR * count / most));
      line("%-" + width + "s %9d %s%s", cut(label, LABEL_WIDTH), count, eval, bar);
    }
    if (names.size() > shown.size()) {
      line("and %d more", names.size() - shown.size());
    }
    line("");
  }

  private void warnings() {
    if (report.warnings().isEmpty()) {
      line("nothing to warn of");
    }
    report.warnings().forEach(warning -> wrapped("warning: " + warning));
  }

  /** In lines that end between words; those after the first are indented. */
  private void wrapped(String sentence) {
    List<String> lines = new ArrayList<>();
    StringBuilder line = new StringBuilder();
    for (String word : sentence.split(" ")) {
      if (line.toString().isBlank()) {
        line.append(word);
      } else if (line.length() + 1 + word.length() > WIDTH) {
        lines.add(line.toString());
        line.setLength(0);
        line.append("  ").append(word);
      } else {
        line.append(' ').append(word);
      }
    }
    lines.add(line.toString());
    lines.forEach(this::line);
  }

  private void line(String format, Object... values) {
    String line = values.length == 0 ? format : String.format(Locale.ROOT, format, values);
    text.append(line.stripTrailing()).append(System.lineSeparator());
  }

  private static String cut(String label, int width) {
    String line = label.replaceAll("\\s+", " ");
    return line.length() <= width ? line : line.substring(0, width - 1) + "…";
  }
}
