package dev.classifine;

import dev.classifine.metrics.Diagnostics;
import dev.classifine.metrics.EvaluatedRow;
import dev.classifine.metrics.LogitMatrix;
import dev.classifine.metrics.ReliabilityDiagram;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.Targets;
import dev.classifine.train.EvaluationReport;
import dev.classifine.train.TrainingCallback;
import dev.classifine.tuning.Tuned;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.stream.Stream;

/**
 * {@code report.json}: what the report of a run shows and no other file of the run holds. Its size
 * does not grow with the number of rows.
 */
final class ReportData {

  private static final int FORMAT = 1;

  private final Speed speed = new Speed();
  private Tuned tuned;
  private ReliabilityDiagram calibrated;

  /** Hears of the training. */
  TrainingCallback callback() {
    return speed;
  }

  /** Takes what was tuned, and on which logits. */
  void tuned(Tuned result, LogitMatrix logits, Targets targets) {
    tuned = result;
    if (result.decision().temperature() != 1) {
      calibrated = ReliabilityDiagram.of(result.decision(), logits, targets);
    }
  }

  /**
   * What the file holds.
   *
   * @param report the evaluation that the run ended with; null where there was none
   * @param texts gives the texts of rows of the evaluated set
   */
  Map<String, Object> values(
      LabelSet labels, EvaluationReport report, Function<int[], IntFunction<ReportText>> texts) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("format", FORMAT);
    values.put("throughput", speed.values());
    if (report != null && report.diagnostics() != null) {
      values.put("evaluation", evaluation(labels, report, texts));
    }
    return values;
  }

  private Map<String, Object> evaluation(
      LabelSet labels, EvaluationReport report, Function<int[], IntFunction<ReportText>> texts) {
    Diagnostics diagnostics = report.diagnostics();
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("rows", report.evaluation().examples());
    ReportLabels perLabel = new ReportLabels(labels, report.evaluation());
    values.put("labels", perLabel.table(tuned == null ? null : tuned.decision()));
    perLabel.confusion().ifPresent(confusion -> values.put("confusion", confusion));
    diagnostics.reliability().ifPresent(before -> values.put("reliability", reliability(before)));
    ReportCurves curves = new ReportCurves(labels);
    diagnostics.thresholds().ifPresent(curve -> values.put("thresholds", curves.thresholds(curve)));
    if (diagnostics.reliability().isEmpty()) {
      values.put("predictions", curves.predictions(diagnostics));
    }
    ReportRows rows =
        new ReportRows(diagnostics.decision(), labels, texts.apply(shown(diagnostics)));
    values.put("errors", rows.values(diagnostics.errors()));
    values.put("longest", rows.values(diagnostics.longest()));
    values.put("shortest", rows.values(diagnostics.shortest()));
    return values;
  }

  private static int[] shown(Diagnostics diagnostics) {
    return Stream.of(diagnostics.errors(), diagnostics.longest(), diagnostics.shortest())
        .flatMap(List::stream)
        .mapToInt(EvaluatedRow::row)
        .distinct()
        .toArray();
  }

  private Map<String, Object> reliability(ReliabilityDiagram before) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("before", diagram(before));
    if (calibrated != null) {
      values.put("temperature", tuned.decision().temperature());
      values.put("after", diagram(calibrated));
    }
    return values;
  }

  private static Map<String, Object> diagram(ReliabilityDiagram diagram) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("ece", ReportCurves.finite(diagram.error()));
    List<Map<String, Object>> bins =
        diagram.bins().stream()
            .map(
                bin -> {
                  Map<String, Object> entry = new LinkedHashMap<>();
                  entry.put("from", bin.from());
                  entry.put("to", bin.to());
                  entry.put("cases", bin.cases());
                  entry.put("probability", ReportCurves.finite(bin.probability()));
                  entry.put("frequency", ReportCurves.finite(bin.frequency()));
                  return entry;
                })
            .toList();
    values.put("bins", bins);
    return values;
  }
}
