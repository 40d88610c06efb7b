package dev.classifine.report;

import dev.classifine.experiment.PlannedRun;
import dev.classifine.experiment.RunRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What became of the runs of an experiment, as plain text of at most 80 columns. */
public final class QueueSummary {

  private static final int WIDTH = 80;
  private static final int LONGEST_NAME = 28;
  private static final int STATUS = "interrupted".length();
  private static final int TIME = 8;
  private static final int ATTEMPTS = "attempts".length();
  private static final int LEAST_COLUMN = 8;
  private static final String NOT_BEGUN = "not begun";
  private static final String INDENT = "  ";

  private QueueSummary() {}

  /**
   * The table, and under it why runs did not come to their end.
   *
   * @param runs all that were to be done
   * @param records what became of those that began
   * @param log where a run's process printed to
   */
  public static String format(
      List<PlannedRun> runs, List<RunRecord> records, Function<String, Path> log) {
    Map<String, RunRecord> byName =
        records.stream().collect(Collectors.toMap(RunRecord::name, Function.identity()));
    int name =
        Math.min(LONGEST_NAME, runs.stream().mapToInt(r -> r.name().length()).max().orElse(0));
    name = Math.max(name, "run".length());
    List<String> numbers =
        fitting(Numbers.names(records), WIDTH - name - STATUS - TIME - ATTEMPTS - 6);
    StringBuilder text = new StringBuilder();
    text.append(
        row(
            name,
            "run",
            "status",
            numbers.stream().map(Numbers::heading).toList(),
            numbers,
            "time",
            "attempts"));
    for (PlannedRun run : runs) {
      RunRecord record = byName.get(run.name());
      text.append(
          record == null
              ? row(name, run.name(), NOT_BEGUN, List.of(), List.of(), "", "")
              : row(
                  name,
                  run.name(),
                  record.status().id(),
                  numbers.stream().map(number -> Numbers.value(record, number)).toList(),
                  numbers,
                  ConsoleProgress.duration(record.seconds()),
                  Integer.toString(record.attempts())));
    }
    records.stream()
        .filter(record -> record.message() != null)
        .forEach(record -> text.append(reason(record, log.apply(record.name()))));
    return text.toString();
  }

  /** As many of the numbers, from the first on, as there is room for. */
  private static List<String> fitting(List<String> names, int room) {
    List<String> fitting = new ArrayList<>();
    int taken = 0;
    for (String name : names) {
      taken += column(name) + 1;
      if (taken > room) {
        break;
      }
      fitting.add(name);
    }
    return fitting;
  }

  private static int column(String name) {
    return Math.max(LEAST_COLUMN, Numbers.heading(name).length());
  }

  private static String row(
      int nameWidth,
      String name,
      String status,
      List<String> cells,
      List<String> numbers,
      String time,
      String attempts) {
    String shown = name.length() <= nameWidth ? name : name.substring(0, nameWidth - 1) + "…";
    StringBuilder row = new StringBuilder();
    row.append(
        String.format(Locale.ROOT, "%-" + nameWidth + "s  %-" + STATUS + "s", shown, status));
    for (int i = 0; i < cells.size(); i++) {
      row.append(String.format(Locale.ROOT, " %" + column(numbers.get(i)) + "s", cells.get(i)));
    }
    row.append(String.format(Locale.ROOT, "  %" + TIME + "s  %" + ATTEMPTS + "s", time, attempts));
    return row.toString().stripTrailing() + "\n";
  }

  private static String reason(RunRecord record, Path log) {
    return "\n"
        + record.name()
        + " "
        + record.status().id()
        + ":\n"
        + wrapped(record.message())
        + INDENT
        + "log: "
        + log
        + "\n";
  }

  /** Words in lines of at most {@value #WIDTH} columns; a longer word has a line of its own. */
  private static String wrapped(String text) {
    StringBuilder wrapped = new StringBuilder();
    StringBuilder line = new StringBuilder(INDENT);
    for (String word : text.strip().split("\\s+")) {
      if (line.length() > INDENT.length() && line.length() + word.length() + 1 > WIDTH) {
        wrapped.append(line).append('\n');
        line = new StringBuilder(INDENT);
      }
      line.append(line.length() > INDENT.length() ? " " : "").append(word);
    }
    return wrapped.append(line).append('\n').toString();
  }
}
