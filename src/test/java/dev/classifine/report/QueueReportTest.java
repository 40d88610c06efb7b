package dev.classifine.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.experiment.ExperimentListener;
import dev.classifine.experiment.PlannedRun;
import dev.classifine.experiment.RunRecord;
import dev.classifine.experiment.RunStatus;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What is shown of the runs of an experiment, on a terminal and elsewhere. */
class QueueReportTest {

  private static final Map<String, Object> METRICS = new LinkedHashMap<>();

  static {
    METRICS.put("train_loss", 0.25);
    METRICS.put("train_runtime", 9.5);
    METRICS.put("eval_accuracy", 0.9375);
    METRICS.put("eval_macro_f1", 0.9);
    METRICS.put("eval_loss", 0.125);
    METRICS.put("eval_runtime", 1.5);
    METRICS.put("eval_samples_per_second", 100.0);
  }

  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(bytes, true, StandardCharsets.UTF_8);
  private boolean ending;

  private String printed() {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static PlannedRun run(String name) {
    return new PlannedRun(name, Map.of());
  }

  private static RunRecord done(String name) {
    return new RunRecord(name, Map.of(), RunStatus.DONE, METRICS, 42, 1, "cuda:0", null);
  }

  private static RunRecord failed(String name, String why) {
    return new RunRecord(name, Map.of(), RunStatus.FAILED, Map.of(), 3, 2, "cuda:1", why);
  }

  private static void tell(ExperimentListener listener) {
    listener.onPlanned(List.of(run("a"), run("b"), run("c"), run("d")), List.of(done("a")));
    listener.onStart(run("b"), "cuda:1", 1);
    listener.onProgress(run("b"), "step 3/9  loss 0.5");
    listener.onRetry(run("b"), "Its process was killed (signal 9).");
    listener.onStart(run("b"), "cuda:1", 2);
    listener.onEnd(failed("b", "The loss is not finite."));
    listener.onStart(run("c"), null, 1);
  }

  @Test
  void elsewhereThanOnATerminalThereIsALineForEachEvent() {
    tell(new QueueLines(out));
    assertEquals(
        List.of(
            "1 of 4 runs are done already",
            "b: begins on cuda:1",
            "b: Its process was killed (signal 9). Another attempt follows.",
            "b: begins on cuda:1, attempt 2",
            "b: failed after 0:03: The loss is not finite. (2 of 4)",
            "c: begins"),
        printed().lines().toList());
  }

  @Test
  void onATerminalATableIsWrittenOverInPlace() {
    QueueDisplay display = new QueueDisplay(Terminal.of(out, 80, 24, false), () -> ending);
    tell(display);
    Screen screen = new Screen();
    screen.show(printed());
    assertEquals(
        List.of(
            "1 of 4 done, 1 running, 1 failed, 1 waiting",
            "a  cuda:0  done     loss 0.1250  accuracy 0.9375  macro_f1 0.9000          0:42",
            "b  cuda:1  failed   The loss is not finite.                                0:03",
            "c          running  starting",
            "d          waiting"),
        screen.lines);
    display.clear();
    screen.show(printed());
    assertEquals(List.of(), screen.lines);
  }

  @Test
  void whenAskedToEndTheTableStaysAndEventsHaveLines() {
    QueueDisplay display = new QueueDisplay(Terminal.of(out, 80, 24, false), () -> ending);
    tell(display);
    ending = true;
    int before = printed().length();
    out.println("stopping");
    display.onProgress(run("c"), "saving");
    display.onEnd(
        new RunRecord(
            "c",
            Map.of(),
            RunStatus.INTERRUPTED,
            Map.of(),
            5,
            1,
            null,
            "Interrupted after step 4."));
    display.clear();
    assertEquals(
        List.of("stopping", "c: interrupted after 0:05: Interrupted after step 4. (3 of 4)"),
        printed().substring(before).lines().toList());
  }

  @Test
  void aTableHasNoMoreLinesThanTheTerminal() {
    List<QueueRow> rows = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      RunRecord record = i == 7 ? failed("run-7", "no such file") : done("run-" + i);
      rows.add(i < 20 ? QueueRow.ended(record) : QueueRow.waiting("run-" + i));
    }
    rows.set(20, rows.get(20).running("cuda:0", "starting"));
    List<String> lines = QueueTable.format(rows, 79, 8);
    assertEquals(8, lines.size(), String.join("\n", lines));
    assertEquals("19 of 40 done, 1 running, 1 failed, 19 waiting", lines.get(0));
    assertTrue(lines.get(1).startsWith("run-7 "), lines.get(1));
    assertTrue(lines.get(2).startsWith("run-20 "), lines.get(2));
    assertEquals("... and 34 more: 15 waiting, 19 done", lines.get(7));
  }

  @Test
  void aTablesLinesAreNoLongerThanTheTerminal() {
    String name = "x".repeat(60);
    List<QueueRow> rows =
        List.of(
            QueueRow.ended(failed(name, "y ".repeat(60))),
            QueueRow.waiting("a")
                .running("cuda:1", "step 3/9")
                .at(QueueRow.State.RETRYING, "z", 4000));
    for (int width : IntStream.rangeClosed(20, 120).toArray()) {
      for (String line : QueueTable.format(rows, width, 20)) {
        assertTrue(line.length() <= width, line);
      }
    }
    assertTrue(QueueTable.format(rows, 79, 20).get(2).endsWith("1:06:40"));
  }

  @Test
  void theSummaryHasNumbersAndReasons() {
    String why = "train.csv:2: " + "the label is odd, ".repeat(8) + "/a/path/" + "p".repeat(90);
    String text =
        QueueSummary.format(
            5, List.of(done("a"), failed("b", why)), name -> Path.of("out/logs", name + ".log"));
    List<String> lines = text.lines().toList();
    assertEquals("run  status          loss accuracy macro_f1      time", lines.get(0));
    assertEquals("a    done          0.1250   0.9375   0.9000      0:42", lines.get(1));
    assertEquals("b    failed             -        -        -      0:03", lines.get(2));
    assertEquals("3 not begun", lines.get(3));
    assertEquals("b failed after 2 attempts:", lines.get(5));
    assertEquals("  log: out/logs/b.log", lines.get(lines.size() - 1));
    List<String> reason = lines.subList(6, lines.size() - 1);
    assertEquals(why, String.join(" ", reason).strip().replaceAll("\\s+", " "));
    assertTrue(reason.stream().allMatch(l -> l.length() <= 80 || l.contains("ppp")), text);
  }

  @Test
  void theSummaryFits80ColumnsWhateverThereIs() {
    Map<String, Object> many = new LinkedHashMap<>(METRICS);
    IntStream.range(0, 20).forEach(i -> many.put("eval_a_long_metric_" + i, 123456.789));
    RunRecord record =
        new RunRecord("n".repeat(100), Map.of(), RunStatus.DONE, many, 1e6, 1, "cpu", null);
    RunRecord untested =
        new RunRecord("u", Map.of(), RunStatus.DONE, Map.of("train_loss", 0.5), 1, 1, "cpu", null);
    String text = QueueSummary.format(2, List.of(record, untested), name -> null);
    assertTrue(text.lines().allMatch(line -> line.length() <= 80), text);
    assertFalse(text.contains("log:"), text);
    String alone = QueueSummary.format(1, List.of(untested), name -> null);
    assertTrue(alone.contains("train_loss"), alone);
    assertTrue(alone.contains("0.5000"), alone);
  }

  /** What a terminal shows of text with the two sequences that are used: up, and clear below. */
  private static final class Screen {

    private List<String> lines = new ArrayList<>();

    void show(String text) {
      lines = new ArrayList<>();
      int row = 0;
      for (String part : text.split("(?=\u001b\\[\\d+A)|\n")) {
        String rest = part;
        if (rest.matches("(?s)\u001b\\[\\d+A\r.*")) {
          row -= Integer.parseInt(rest.substring(2, rest.indexOf('A')));
          rest = rest.substring(rest.indexOf('\r') + 1);
        }
        if (rest.startsWith("\u001b[J")) {
          lines = new ArrayList<>(lines.subList(0, row));
          rest = rest.substring(3);
        }
        if (rest.endsWith("\u001b[K")) {
          String line = rest.substring(0, rest.length() - 3);
          if (row < lines.size()) {
            lines.set(row, line);
          } else {
            lines.add(line);
          }
          row++;
        }
      }
    }
  }
}
