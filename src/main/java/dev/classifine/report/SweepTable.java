package dev.classifine.report;

import dev.classifine.experiment.Ranking;
import dev.classifine.experiment.RunRecord;
import dev.classifine.experiment.SweepResult;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** What a sweep came to, as plain text of at most 80 columns: its runs, the best first. */
public final class SweepTable {

  private static final int WIDTH = 80;

  /** All are in {@code results.csv}. */
  private static final int MOST_ROWS = 50;

  private SweepTable() {}

  /** The table, what is not in it, the runs that failed and why, and the best run. */
  public static String format(SweepResult result) {
    StringBuilder text = new StringBuilder();
    if (!result.runs().isEmpty()) {
      appendTable(text, result);
    }
    for (RunRecord run : result.failed()) {
      append(text, run.name() + " failed: " + run.message());
    }
    result.notes().forEach(note -> append(text, note));
    appendBest(text, result);
    return text.toString();
  }

  private static void appendTable(StringBuilder text, SweepResult result) {
    List<RunRecord> all = result.ranked();
    List<RunRecord> runs = all.subList(0, Math.min(MOST_ROWS, all.size()));
    Set<String> names = new LinkedHashSet<>();
    all.forEach(run -> names.addAll(run.values().keySet()));
    Map<String, String> same = new LinkedHashMap<>();
    NarrowTable table = new NarrowTable(WIDTH);
    String best = result.best().map(RunRecord::name).orElse("");
    table.add("", runs.stream().map(run -> run.name().equals(best) ? "*" : "").toList(), false);
    table.add("run", runs.stream().map(RunRecord::name).toList(), false);
    table.add(
        result.ranking().metric(),
        runs.stream().map(run -> outcome(run, result.ranking())).toList(),
        false);
    for (String name : names) {
      List<String> cells = all.stream().map(run -> shown(run.values().get(name))).toList();
      if (all.size() > 1 && cells.stream().distinct().count() == 1) {
        same.put(name, cells.get(0));
      } else {
        table.add(name, cells.subList(0, runs.size()), true);
      }
    }
    table.lines().forEach(line -> text.append(line).append(System.lineSeparator()));
    appendUnder(text, table, same, all.size() - runs.size());
  }

  private static void appendUnder(
      StringBuilder text, NarrowTable table, Map<String, String> same, int more) {
    text.append(System.lineSeparator());
    if (more > 0) {
      append(text, more + " more runs are in results.csv.");
    }
    if (!table.abbreviations().isEmpty()) {
      append(text, "Columns: " + joined(table.abbreviations(), " is ") + ".");
    }
    if (!same.isEmpty()) {
      append(text, "The same in all: " + joined(same, " ") + ".");
    }
    if (!table.leftOut().isEmpty()) {
      append(text, "Not shown, but in results.csv: " + String.join(", ", table.leftOut()) + ".");
    }
  }

  private static void appendBest(StringBuilder text, SweepResult result) {
    if (result.best().isEmpty()) {
      append(text, "No run has a finite " + result.ranking().metric() + ", so that none is best.");
      return;
    }
    RunRecord best = result.best().get();
    Map<String, String> values = new LinkedHashMap<>();
    best.values().forEach((name, value) -> values.put(name, shown(value)));
    append(
        text,
        String.format(
            Locale.ROOT,
            "best: %s, %s %.4f, with %s",
            best.name(),
            result.ranking().metric(),
            best.metric(result.ranking().metric()),
            joined(values, " ")));
    text.append("checkpoint: ")
        .append(result.bestFolder().orElseThrow())
        .append(System.lineSeparator());
  }

  private static String outcome(RunRecord run, Ranking ranking) {
    if (!run.isDone()) {
      return run.status().id();
    }
    double value = run.metric(ranking.metric());
    return Double.isNaN(value) ? "none" : String.format(Locale.ROOT, "%.4f", value);
  }

  /** A value as a person writes it: 2e-5, 0.1, 16. */
  static String shown(Object value) {
    if (!(value instanceof Double number)) {
      return value == null ? "" : value.toString();
    }
    double size = Math.abs(number);
    if (size == 0 || size >= 1e-3 && size < 1e6) {
      String plain = BigDecimal.valueOf(number).stripTrailingZeros().toPlainString();
      return plain.equals("0.0") ? "0" : plain;
    }
    BigDecimal digits = BigDecimal.valueOf(number).stripTrailingZeros();
    int exponent = digits.precision() - digits.scale() - 1;
    return digits.scaleByPowerOfTen(-exponent).toPlainString() + "e" + exponent;
  }

  private static String joined(Map<String, String> pairs, String between) {
    List<String> parts = new ArrayList<>();
    pairs.forEach((name, value) -> parts.add(name + between + value));
    return String.join(", ", parts);
  }

  /** A text in lines; those after the first stand a little to the right. */
  private static void append(StringBuilder text, String words) {
    StringBuilder line = new StringBuilder();
    for (String word : words.split("\\s+")) {
      if (!line.toString().isBlank() && line.length() + 1 + word.length() > WIDTH) {
        text.append(line).append(System.lineSeparator());
        line.setLength(0);
        line.append(" ");
      }
      line.append(line.isEmpty() ? "" : " ").append(word);
    }
    text.append(line).append(System.lineSeparator());
  }
}
