package dev.classifine.experiment;

import de.siegmar.fastcsv.writer.CsvWriter;
import de.siegmar.fastcsv.writer.LineDelimiter;
import dev.classifine.io.Json;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/** Records as a table of comma-separated values (RFC 4180), a line each. */
final class ResultsCsv {

  private ResultsCsv() {}

  /**
   * The table: name and status, what sets the runs apart, their numbers, and how they ran. A run
   * has an empty cell where it has no such value.
   */
  static String format(List<RunRecord> records) {
    return format(records, Map.of());
  }

  /**
   * The table with further lines under it, whose status is {@code summary}.
   *
   * @param summaries by the line's name, its numbers by those of the metrics
   */
  static String format(List<RunRecord> records, Map<String, Map<String, Object>> summaries) {
    StringWriter text = new StringWriter();
    try (CsvWriter csv = CsvWriter.builder().lineDelimiter(LineDelimiter.LF).build(text)) {
      write(csv, records, summaries);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // a text in memory takes all that is written
    }
    return text.toString();
  }

  private static void write(
      CsvWriter csv, List<RunRecord> records, Map<String, Map<String, Object>> summaries) {
    Set<String> values = names(records, RunRecord::values);
    Set<String> metrics = names(records, RunRecord::metrics);
    List<String> header = new ArrayList<>(List.of("name", "status"));
    header.addAll(values);
    header.addAll(metrics);
    header.addAll(List.of("seconds", "attempts", "ran_on", "message")); // device may be a value
    csv.writeRecord(header);
    for (RunRecord record : records) {
      List<String> line = new ArrayList<>(List.of(record.name(), record.status().id()));
      values.forEach(name -> line.add(cell(record.values().get(name))));
      metrics.forEach(name -> line.add(cell(record.metrics().get(name))));
      line.add(cell(record.seconds()));
      line.add(cell(record.attempts()));
      line.add(cell(record.device()));
      line.add(cell(record.message()));
      csv.writeRecord(line);
    }
    summaries.forEach(
        (name, numbers) -> {
          List<String> line = new ArrayList<>(List.of(name, "summary"));
          values.forEach(value -> line.add(""));
          metrics.forEach(metric -> line.add(cell(numbers.get(metric))));
          line.addAll(List.of("", "", "", ""));
          csv.writeRecord(line);
        });
  }

  private static Set<String> names(
      List<RunRecord> records, Function<RunRecord, Map<String, Object>> part) {
    Set<String> names = new LinkedHashSet<>();
    records.forEach(record -> names.addAll(part.apply(record).keySet()));
    return names;
  }

  private static String cell(Object value) {
    if (value == null) {
      return "";
    }
    return value instanceof String text ? text : Json.line(value);
  }
}
