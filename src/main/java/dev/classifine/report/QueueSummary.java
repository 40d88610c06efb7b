package dev.classifine.report;

import dev.classifine.experiment.RunRecord;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;

/** What became of the runs of an experiment, as plain text of at most 80 columns. */
public final class QueueSummary {

  private static final int WIDTH = 80;
  private static final int LONGEST_NAME = 28;
  private static final int STATUS = "interrupted".length();
  private static final int TIME = 8;
  private static final String HEADING = "run";
  private static final int LEAST_COLUMN = 8;
  private static final String INDENT = "  ";

  private QueueSummary() {}

  /**
   * The table, and under it why runs did not come to their end.
   *
   * @param runs how many were to be done
   * @param records what became of those that began
   * @param log where a run's process printed to; gives null for a run that had none
   */
  public static String format(int runs, List<RunRecord> records, Function<String, Path> log) {
    int longest = records.stream().mapToInt(record -> record.name().length()).max().orElse(0);
    int name = Math.max(HEADING.length(), Math.min(LONGEST_NAME, longest));
    List<String> numbers = fitting(Numbers.names(records), WIDTH - name - STATUS - TIME - 4);
    StringBuilder text = new StringBuilder();
    text.append(cells(name, HEADING, "status"));
    numbers.forEach(number -> text.append(cell(number, Numbers.heading(number))));
    text.append(time("time"));
    for (RunRecord record : records) {
      text.append(cells(name, record.name(), record.status().id()));
      numbers.forEach(number -> text.append(cell(number, Numbers.value(record, number))));
      text.append(time(ConsoleProgress.duration(record.seconds())));
    }
    if (records.size() < runs) {
      text.append(runs - records.size()).append(" not begun\n");
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

  private static String cells(int width, String name, String status) {
    String shown = name.length() <= width ? name : name.substring(0, width - 1) + "…";
    return String.format(Locale.ROOT, "%-" + width + "s  %-" + STATUS + "s", shown, status);
  }

  private static String cell(String number, String value) {
    return String.format(Locale.ROOT, " %" + column(number) + "s", value);
  }

  private static String time(String value) {
    return String.format(Locale.ROOT, "  %" + TIME + "s%n", value);
  }

  private static String reason(RunRecord record, Path log) {
    return "\n"
        + record.name()
        + " "
        + record.status().id()
        + (record.attempts() == 1 ? "" : " after " + record.attempts() + " attempts")
        + ":\n"
        + wrapped(record.message())
        + (log == null ? "" : INDENT + "log: " + log + "\n");
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
