package dev.classifine.report;

import dev.classifine.report.QueueRow.State;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** Runs and what they are at, as lines that fit a terminal. */
final class QueueTable {

  private static final int LONGEST_NAME = 24;
  private static final int STATE = "interrupted".length();
  private static final int TIME = 7;
  private static final String GAP = "  ";

  private QueueTable() {}

  /**
   * The lines: how many runs are at what, and a row for each run, or for those that tell most.
   *
   * @param width the longest line
   * @param height how many lines there may be, at least 3
   */
  static List<String> format(Collection<QueueRow> rows, int width, int height) {
    List<String> lines = new ArrayList<>();
    lines.add(cut(counts(rows), width));
    Set<QueueRow> shown = shown(rows, height - 1);
    int name = longest(rows.stream().map(QueueRow::name).toList(), LONGEST_NAME);
    int device = longest(rows.stream().map(QueueRow::device).toList(), LONGEST_NAME);
    for (QueueRow row : rows) {
      if (shown.contains(row)) {
        lines.add(line(row, name, device, width));
      }
    }
    List<QueueRow> others = rows.stream().filter(row -> !shown.contains(row)).toList();
    if (!others.isEmpty()) {
      lines.add(cut("... and " + others.size() + " more: " + states(others), width));
    }
    return lines;
  }

  /** How many runs are done of how many, and what the others are at. */
  static String counts(Collection<QueueRow> rows) {
    long done = rows.stream().filter(row -> row.state() == State.DONE).count();
    List<QueueRow> others = rows.stream().filter(row -> row.state() != State.DONE).toList();
    return done + " of " + rows.size() + " done" + (others.isEmpty() ? "" : ", " + states(others));
  }

  private static String states(Collection<QueueRow> rows) {
    Map<State, Long> counts =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    QueueRow::state, () -> new EnumMap<>(State.class), Collectors.counting()));
    StringJoiner text = new StringJoiner(", ");
    counts.forEach((state, count) -> text.add(count + " " + state.word()));
    return text.toString();
  }

  /** Those that tell most, where not all have room, and the line that counts the others. */
  private static Set<QueueRow> shown(Collection<QueueRow> rows, int room) {
    return rows.stream()
        .sorted(Comparator.comparing(QueueRow::state))
        .limit(rows.size() <= room ? rows.size() : room - 1)
        .collect(Collectors.toSet());
  }

  private static int longest(List<String> texts, int most) {
    return Math.min(most, texts.stream().mapToInt(String::length).max().orElse(0));
  }

  private static String line(QueueRow row, int name, int device, int width) {
    StringBuilder line = new StringBuilder(padded(row.name(), name)).append(GAP);
    if (device > 0) {
      line.append(padded(row.device(), device)).append(GAP);
    }
    line.append(padded(row.state().word(), STATE)).append(GAP);
    int told = width - line.length() - GAP.length() - TIME;
    if (told > 0) {
      line.append(padded(row.told(), told)).append(GAP);
      line.append(
          row.seconds() == 0
              ? ""
              : String.format(
                  Locale.ROOT, "%" + TIME + "s", ConsoleProgress.duration(row.seconds())));
    }
    return cut(line.toString().stripTrailing(), width);
  }

  private static String padded(String text, int width) {
    String cut = cut(text, width);
    return cut + " ".repeat(width - cut.length());
  }

  private static String cut(String text, int width) {
    return text.length() <= width ? text : text.substring(0, Math.max(0, width - 1)) + "…";
  }
}
