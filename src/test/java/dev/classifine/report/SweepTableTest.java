package dev.classifine.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.experiment.Ranking;
import dev.classifine.experiment.RunRecord;
import dev.classifine.experiment.RunStatus;
import dev.classifine.experiment.SearchSpace;
import dev.classifine.experiment.SweepOptions;
import dev.classifine.experiment.SweepResult;
import dev.classifine.metrics.MetricDirection;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A sweep's table is read on a terminal of 80 columns, however many options were swept. */
class SweepTableTest {

  private static final Path FOLDER = Path.of("sweeps", "first");

  private static RunRecord done(String name, Map<String, Object> values, Double accuracy) {
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put("eval_accuracy", accuracy);
    return new RunRecord(name, values, RunStatus.DONE, metrics, 1.5, 1, null, null);
  }

  private static RunRecord failed(String name, Map<String, Object> values, String message) {
    return new RunRecord(name, values, RunStatus.FAILED, Map.of(), 1.5, 1, null, message);
  }

  private static List<String> table(List<List<RunRecord>> rungs, String... notes) {
    SweepOptions options = SweepOptions.of(SearchSpace.builder().choices("seed", 1).build());
    Ranking ranking = new Ranking("accuracy", MetricDirection.GREATER_IS_BETTER);
    String text =
        SweepTable.format(new SweepResult(FOLDER, options, ranking, rungs, false, List.of(notes)));
    return text.lines().toList();
  }

  private static Map<String, Object> values(Object... pairs) {
    Map<String, Object> values = new LinkedHashMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      values.put((String) pairs[i], pairs[i + 1]);
    }
    return values;
  }

  @Test
  void theBestIsFirstAndNamed() {
    List<String> lines =
        table(
            List.of(
                List.of(
                    done("trial-001", values("learning-rate", 1.67001e-4, "batch-size", 8), 0.75),
                    failed(
                        "trial-002",
                        values("learning-rate", 0.5, "batch-size", 8),
                        "Training stopped at step 2: the loss is NaN and the gradient's norm NaN."
                            + " Both must be finite."),
                    done("trial-003", values("learning-rate", 1e-5, "batch-size", 8), 0.9125),
                    done("trial-004", values("learning-rate", 0.001, "batch-size", 8), null))),
            "The space has 4 combinations.");
    assertEquals(
        """
           run        accuracy  learning-rate
        *  trial-003  0.9125    1e-5
           trial-001  0.7500    1.67001e-4
           trial-004  none      0.001
           trial-002  failed    0.5

        The same in all: batch-size 8.
        trial-002 failed: Training stopped at step 2: the loss is NaN and the gradient's
          norm NaN. Both must be finite.
        The space has 4 combinations.
        best: trial-003, accuracy 0.9125, with learning-rate 1e-5, batch-size 8
        checkpoint: sweeps/first/runs/trial-003
        """,
        String.join("\n", lines) + "\n");
  }

  @Test
  void laterRungsComeFirst() {
    List<String> lines =
        table(
            List.of(
                List.of(
                    done("rung-1-trial-001", values("seed", 1, "epochs", 1), 0.9),
                    done("rung-1-trial-002", values("seed", 2, "epochs", 1), 0.8)),
                List.of(done("rung-2-trial-001", values("seed", 1, "epochs", 3), 0.7))));
    assertTrue(lines.get(1).startsWith("*  rung-2-trial-001  0.7000    1     3"), lines.get(1));
    assertTrue(lines.get(2).startsWith("   rung-1-trial-001  0.9000"), lines.get(2));
    assertTrue(lines.get(5).startsWith("best: rung-2-trial-001"), lines.get(5));
  }

  @Test
  void manyOptionsAreAbbreviatedThenLeftOut() {
    for (int options = 1; options <= 20; options++) {
      List<RunRecord> runs = new ArrayList<>();
      for (int i = 1; i <= 3; i++) {
        Map<String, Object> values = new LinkedHashMap<>();
        for (int k = 0; k < options; k++) {
          values.put("warmup-and-decay-rate-" + (char) ('a' + k), i * 1.23456e-5);
        }
        runs.add(done("rung-1-trial-00" + i, values, i / 10.0));
      }
      List<String> lines = table(List.of(runs));
      assertTrue(lines.stream().allMatch(line -> line.length() <= 80), String.join("\n", lines));
      assertTrue(lines.get(1).startsWith("*  rung-1-trial-003  0.3000    "), lines.get(1));
      assertTrue(lines.get(1).contains("3.70368e-5"), lines.get(1));
      String all = String.join(" ", lines);
      for (int k = 0; k < options; k++) {
        assertTrue(all.contains("warmup-and-decay-rate-" + (char) ('a' + k)), all);
      }
      assertEquals(options > 4, all.contains("Not shown, but in results.csv: "), options + all);
      assertEquals(options > 2, all.contains("Columns: "), options + all);
    }
  }

  @Test
  void aHundredRunsAreCut() {
    List<RunRecord> runs = new ArrayList<>();
    for (int i = 1; i <= 100; i++) {
      runs.add(done("trial-" + i, values("seed", i), i / 100.0));
    }
    List<String> lines = table(List.of(runs));
    assertTrue(lines.contains("50 more runs are in results.csv."));
    assertFalse(String.join("\n", lines).contains("trial-50 "));
  }

  @Test
  void noRunIsTheBestWhereNoneHasANumber() {
    assertEquals(
        "No run has a finite accuracy, so that none is best.",
        table(List.of(List.of(failed("trial-001", values("seed", 1), "why")))).get(4));
    assertEquals(1, table(List.of(List.of())).size());
  }

  @Test
  void numbersAreShownAsTheyAreTyped() {
    assertEquals("2e-5", SweepTable.shown(2e-5));
    assertEquals("-2.5e-5", SweepTable.shown(-2.5e-5));
    assertEquals("1.5e6", SweepTable.shown(1.5e6));
    assertEquals("0", SweepTable.shown(0.0));
    assertEquals("100", SweepTable.shown(100.0));
    assertEquals("0.001", SweepTable.shown(1e-3));
    assertEquals("16", SweepTable.shown(16L));
    assertEquals("[query, value]", SweepTable.shown(List.of("query", "value")));
  }

  @Test
  void wordsKeepTheirFirstLetters() {
    assertEquals("learning-rate", NarrowTable.abbreviated("learning-rate", 13));
    assertEquals("learnin-rate", NarrowTable.abbreviated("learning-rate", 12));
    assertEquals("le-ra", NarrowTable.abbreviated("learning-rate", 6));
    assertEquals("sched…", NarrowTable.abbreviated("scheduler", 6));
  }
}
