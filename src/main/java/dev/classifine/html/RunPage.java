package dev.classifine.html;

import dev.classifine.io.WholeFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A run as one page. */
public final class RunPage {

  private RunPage() {}

  /**
   * Writes the page.
   *
   * @param folder the output folder of a complete run
   * @param file where the page is written, whole
   * @throws dev.classifine.error.ClassifineException as {@link RunFiles#read}, or if it cannot be
   *     written
   */
  public static void write(Path folder, Path file) {
    WholeFile.write(file, html(RunFiles.read(folder)));
  }

  /** The page of a run. */
  public static String html(RunFiles files) {
    Node run = files.run();
    Node evaluation = files.report().get("evaluation");
    List<Chart> training = new TrainingCharts(files).charts();
    EvaluationCharts drawn = new EvaluationCharts(evaluation);
    Optional<Chart> reliability = drawn.reliability();
    Optional<Chart> thresholds = drawn.thresholds();
    List<Chart> predictions = drawn.predictions();

    Map<String, Object> view = new HashMap<>();
    view.put("title", files.name());
    view.put("model", run.get("model").shown());
    view.put("problem", run.get("problem_type").shown().replace('_', ' '));
    view.put("created", Shown.time(run.get("created").shown()));
    results(view, files, evaluation);
    Facts facts = new Facts(run);
    view.put("warnings", facts.warnings());
    view.put("hasWarnings", !facts.warnings().isEmpty());
    view.put("charts", training.stream().map(Chart::view).toList());
    view.put("hasCharts", !training.isEmpty());
    LabelViews labels = new LabelViews(evaluation);
    view.put("labels", labels.table());
    view.put("hasLabels", !labels.table().isEmpty());
    view.put("hasThresholds", labels.hasThresholds());
    view.put("confusion", labels.confusion());
    view.put("reliability", reliability.map(Chart::view).orElse(null));
    view.put("cases", drawn.cases().map(Chart::view).orElse(null));
    calibration(view, evaluation.get("reliability"));
    view.put("thresholds", thresholds.map(Chart::view).orElse(null));
    view.put("choices", drawn.choices().stream().map(choice -> choice.get("name")).toList());
    view.put("predictions", predictions.stream().map(Chart::view).toList());
    view.put("hasPredictions", !predictions.isEmpty());
    TextViews texts = new TextViews(evaluation);
    for (String name : List.of("errors", "longest", "shortest")) {
      List<Map<String, Object>> rows = texts.rows(name);
      view.put(name + "-list", Map.of("rows", rows));
      view.put("has-" + name, !rows.isEmpty());
    }
    view.put("tuning", facts.tuning());
    view.put("hasTuning", !facts.tuning().isEmpty());
    view.put("options", facts.options());
    view.put("provenance", facts.provenance());
    return Pages.render("run", view, drawn(training, drawn));
  }

  private static void results(Map<String, Object> view, RunFiles files, Node evaluation) {
    Results results = new Results(files.results());
    view.put("first", results.first());
    view.put("results", results.all());
    view.put("hasEvaluation", !evaluation.isNull());
    view.put(
        "evaluated",
        files.results().fields().containsKey("eval_samples")
            ? Shown.count(files.results().get("eval_samples").count())
            : null);
  }

  private static void calibration(Map<String, Object> view, Node reliability) {
    view.put("eceBefore", Shown.metric(reliability.get("before").get("ece").number()));
    view.put("calibrated", !reliability.get("after").isNull());
    view.put("eceAfter", Shown.metric(reliability.get("after").get("ece").number()));
    view.put("temperature", Shown.metric(reliability.get("temperature").number()));
  }

  private static Map<String, Object> drawn(List<Chart> training, EvaluationCharts evaluation) {
    List<Object> charts = new ArrayList<>();
    training.forEach(chart -> charts.add(chart.drawn()));
    evaluation.reliability().ifPresent(chart -> charts.add(chart.drawn()));
    evaluation.cases().ifPresent(chart -> charts.add(chart.drawn()));
    evaluation
        .thresholds()
        .ifPresent(
            chart -> {
              Map<String, Object> values = chart.drawn();
              values.put("choices", evaluation.choices());
              charts.add(values);
            });
    evaluation.predictions().forEach(chart -> charts.add(chart.drawn()));
    return Map.of("charts", charts);
  }
}
