package dev.classifine.html;

import dev.classifine.html.Chart.Kind;
import dev.classifine.io.WholeFile;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Several runs on one page. */
public final class ComparePage {

  private static final String STEP = "step";

  private final List<RunFiles> runs;
  private final List<String> names;

  private ComparePage(List<RunFiles> runs) {
    this.runs = runs;
    this.names = names(runs);
  }

  /**
   * Writes the page.
   *
   * @param folders the output folders of complete runs
   * @param file where the page is written, whole
   * @throws dev.classifine.error.ClassifineException as {@link RunFiles#read}, or if it cannot be
   *     written
   */
  public static void write(List<Path> folders, Path file) {
    WholeFile.write(file, html(folders.stream().map(RunFiles::read).toList()));
  }

  /** The page of some runs, in their order. */
  public static String html(List<RunFiles> runs) {
    return new ComparePage(List.copyOf(runs)).html();
  }

  /** Their folders' names, numbered where they are not distinct. */
  private static List<String> names(List<RunFiles> runs) {
    Set<String> names = new LinkedHashSet<>();
    for (RunFiles run : runs) {
      String name = run.name();
      for (int i = 2; !names.add(name); i++) {
        name = run.name() + " (" + i + ")";
      }
    }
    return List.copyOf(names);
  }

  private String html() {
    List<Chart> charts = charts();
    CompareTables tables = new CompareTables(runs, names);
    Map<String, Object> view = new HashMap<>();
    view.put("title", runs.size() + (runs.size() == 1 ? " run" : " runs"));
    view.put("names", names);
    view.put("warnings", tables.warnings());
    view.put("hasWarnings", !tables.warnings().isEmpty());
    view.put("metricNames", tables.metrics());
    view.put("runs", tables.results());
    view.put("options", tables.options());
    view.put("hasOptions", !tables.options().isEmpty());
    view.put("labels", tables.labels());
    view.put("hasLabels", !tables.labels().isEmpty());
    view.put("provenance", tables.provenance());
    view.put("charts", charts.stream().map(Chart::view).toList());
    view.put("hasCharts", !charts.isEmpty());
    return Pages.render(
        "compare", view, Map.of("charts", charts.stream().map(Chart::drawn).toList()));
  }

  private List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    logged(charts, "loss", "Training loss", "loss");
    logged(charts, "eval_loss", "Evaluation loss", "loss");
    evaluated().forEach(name -> logged(charts, name, title(name), words(name)));
    logged(charts, "learning_rate", "Learning rate", "rate");
    logged(charts, "grad_norm", "Gradient norm", "norm");
    add(
        charts,
        "Throughput",
        "rows/s",
        index -> {
          Node speed = runs.get(index).report().get("throughput");
          return new Series(
              names.get(index),
              speed.get(STEP).numbers(),
              speed.get("samples_per_second").numbers());
        });
    return charts;
  }

  /** The metrics that stand in the first table. */
  private List<String> evaluated() {
    return Results.FIRST.stream()
        .filter(name -> name.startsWith("eval_") && !name.equals("eval_loss"))
        .filter(name -> !(name.equals("eval_micro_f1") && any("eval_accuracy")))
        .toList();
  }

  private boolean any(String name) {
    return runs.stream().anyMatch(run -> run.results().fields().containsKey(name));
  }

  private static String title(String name) {
    String words = words(name);
    return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
  }

  private static String words(String name) {
    return TrainingCharts.named(name.replaceFirst("^eval_", ""));
  }

  private void logged(List<Chart> charts, String key, String title, String y) {
    add(
        charts,
        title,
        y,
        index -> new TrainingCharts(runs.get(index)).series(key, names.get(index)));
  }

  private void add(List<Chart> charts, String title, String y, Function<Integer, Series> series) {
    List<Series> drawn =
        Stream.iterate(0, index -> index < runs.size(), index -> index + 1)
            .map(series)
            .filter(Series::isDrawn)
            .toList();
    if (!drawn.isEmpty()) {
      charts.add(new Chart("chart-" + charts.size(), title, "", Kind.LINES, STEP, y, drawn));
    }
  }
}
