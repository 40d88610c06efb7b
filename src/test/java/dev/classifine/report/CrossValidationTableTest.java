package dev.classifine.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.experiment.CrossValidationResult;
import dev.classifine.experiment.MetricSummary;
import dev.classifine.experiment.RunRecord;
import dev.classifine.experiment.RunStatus;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CrossValidationTableTest {

  private static RunRecord done(String name, Map<String, Object> metrics) {
    return new RunRecord(name, Map.of(), RunStatus.DONE, metrics, 12.34, 1, null, null);
  }

  private static CrossValidationResult result(
      List<RunRecord> records, int folds, int copies, String... names) {
    Map<String, MetricSummary> metrics = new LinkedHashMap<>();
    for (String name : names) {
      metrics.put(
          name,
          MetricSummary.of(
              records.stream()
                  .filter(RunRecord::isDone)
                  .mapToDouble(fold -> fold.metric(name))
                  .toArray()));
    }
    return new CrossValidationResult(Path.of("cv"), folds, records, metrics, copies);
  }

  @Test
  void foldsThenMetricsThenWhatFailed() {
    List<RunRecord> records =
        List.of(
            done("fold-1", Map.of("eval_loss", 0.5, "eval_accuracy", 0.75, "eval_samples", 18)),
            new RunRecord(
                "fold-2",
                Map.of(),
                RunStatus.FAILED,
                Map.of(),
                0.04,
                1,
                null,
                "the loss at step 4 is not finite. Give a smaller learning rate, or --non-finite"
                    + " skip."),
            done("fold-3", Map.of("eval_loss", 0.7, "eval_accuracy", 0.25, "eval_samples", 17)));
    assertEquals(
        """
        fold                  rows  seconds      loss  accuracy
        fold-1 done             18     12.3    0.5000    0.7500
        fold-2 failed                   0.0
        fold-3 done             17     12.3    0.7000    0.2500

                       mean ± deviation         min        max
        loss         0.6000 ± 0.1414         0.5000     0.7000
        accuracy     0.5000 ± 0.3536         0.2500     0.7500

        2 of 3 folds are done; the deviation is that of a sample, divided by 1.
        fold-2 failed: the loss at step 4 is not finite. Give a smaller learning rate,
          or --non-finite skip.
        warning: 3 rows have the same text as a row of another fold, so that the metrics
          are better than those of new texts would be.
        """,
        CrossValidationTable.format(result(records, 3, 3, "eval_loss", "eval_accuracy"))
            .replace(System.lineSeparator(), "\n"));
  }

  @Test
  void noLineIsLongerThan80ColumnsThoughNamesAndNumbersAre() {
    String longName = "eval_" + "a_very_long_metric_".repeat(4);
    Map<String, Object> metrics = new LinkedHashMap<>();
    metrics.put(longName, -123456789.125);
    metrics.put("eval_mse", 1e-9);
    metrics.put("eval_samples", 1234567L);
    for (int i = 0; i < 12; i++) {
      metrics.put("eval_weighted_precision_" + i, 0.5);
    }
    List<RunRecord> records =
        List.of(done("fold-1", metrics), done("fold-2", Map.of("eval_mse", 2e-9)));
    String[] names =
        metrics.keySet().stream().filter(n -> !n.endsWith("samples")).toArray(String[]::new);
    String text = CrossValidationTable.format(result(records, 10, 0, names));
    assertTrue(text.contains("-1.23e+08"), text);
    assertTrue(text.contains("1.50e-09"), text);
    assertTrue(text.contains("a_very_long_metric_a_very…"), text);
    assertTrue(text.contains("(of 1)"), text);
    text.lines().forEach(line -> assertTrue(line.length() <= 80, line.length() + ": " + line));
  }

  @Test
  void nothingDoneIsNoMetric() {
    assertEquals(
        """
        fold                rows  seconds

        0 of 5 folds are done.
        """,
        CrossValidationTable.format(result(List.of(), 5, 0)).replace(System.lineSeparator(), "\n"));
  }
}
