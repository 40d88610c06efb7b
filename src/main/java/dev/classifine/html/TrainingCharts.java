package dev.classifine.html;

import dev.classifine.html.Chart.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** What a run's log draws over the steps. */
final class TrainingCharts {

  private static final String STEP = "step";
  private static final String EVAL = "eval_";
  private static final String ON_TRAIN = "eval_train_";
  private static final Map<String, String> LOSSES = new LinkedHashMap<>();
  private static final List<String> SHARES =
      List.of("accuracy", "micro_f1", "macro_f1", "weighted_f1", "subset_accuracy");
  private static final List<String> ERRORS = List.of("rmse", "mae");
  private static final List<String> CORRELATIONS = List.of("pearson", "spearman");

  /** Those of {@code all_results.json} that follow from the ones above, or are no metrics. */
  private static final Set<String> LEFT_OUT =
      Set.of(
          "loss",
          "smoothed_loss",
          "samples",
          "runtime",
          "samples_per_second",
          "steps_per_second",
          "hamming_loss",
          "mse");

  static {
    LOSSES.put("loss", "training");
    LOSSES.put("eval_loss", "evaluation");
    LOSSES.put("eval_smoothed_loss", "evaluation, smoothed");
    LOSSES.put("eval_train_loss", "evaluation of training rows");
  }

  private final List<Node> entries;
  private final Node speed;

  TrainingCharts(RunFiles files) {
    this.entries = files.state().get("log_history").items();
    this.speed = files.report().get("throughput");
  }

  /** All that have something to draw. */
  List<Chart> charts() {
    List<Chart> charts = new ArrayList<>();
    add(charts, "loss", "Loss", "", "loss", losses());
    add(charts, "metrics", "Evaluation", "", "share", evaluated(EVAL, SHARES));
    add(charts, "errors-by-step", "Errors", "", "error", evaluated(EVAL, ERRORS));
    add(charts, "correlations", "Correlation", "", "correlation", evaluated(EVAL, CORRELATIONS));
    List<String> onTrain = Stream.of(SHARES, ERRORS, CORRELATIONS).flatMap(List::stream).toList();
    String title = "Evaluation of training rows";
    add(charts, "train-metrics", title, "", "metric", evaluated(ON_TRAIN, onTrain));
    for (String name : own()) {
      add(
          charts,
          "own-" + charts.size(),
          named(name),
          "",
          named(name),
          evaluated(EVAL, List.of(name)));
    }
    add(charts, "learning-rate", "Learning rate", "", "rate", logged("learning_rate"));
    add(
        charts,
        "gradient-norm",
        "Gradient norm",
        "Before clipping, of the last step before each entry of the log.",
        "norm",
        logged("grad_norm"));
    add(
        charts,
        "throughput",
        "Throughput",
        "Training rows a second, without the time of evaluations and checkpoints.",
        "rows/s",
        List.of(
            new Series(
                "rows/s", speed.get(STEP).numbers(), speed.get("samples_per_second").numbers())));
    return charts;
  }

  private static void add(
      List<Chart> charts, String id, String title, String note, String y, List<Series> series) {
    List<Series> drawn = series.stream().filter(Series::isDrawn).toList();
    if (!drawn.isEmpty()) {
      charts.add(new Chart(id, title, note, Kind.LINES, STEP, y, drawn));
    }
  }

  private List<Series> losses() {
    List<Series> series = new ArrayList<>();
    LOSSES.forEach((key, name) -> series.add(series(key, name)));
    return series;
  }

  private List<Series> logged(String key) {
    return List.of(series(key, named(key)));
  }

  private List<Series> evaluated(String prefix, List<String> names) {
    boolean oneLabel = entries.stream().anyMatch(e -> e.fields().containsKey("eval_accuracy"));
    List<Series> series = new ArrayList<>();
    for (String name : names) {
      if (oneLabel && name.equals("micro_f1")) {
        continue; // the accuracy
      }
      series.add(series(prefix + name, named(name)));
    }
    return series;
  }

  /** Metrics of one's own. */
  private Set<String> own() {
    Set<String> names = new LinkedHashSet<>();
    for (Node entry : entries) {
      entry.fields().keySet().stream()
          .filter(key -> key.startsWith(EVAL) && !key.startsWith(ON_TRAIN))
          .map(key -> key.substring(EVAL.length()))
          .filter(name -> !name.matches("(micro|macro|weighted)_(precision|recall|f1)"))
          .filter(name -> !SHARES.contains(name) && !LEFT_OUT.contains(name))
          .filter(name -> !ERRORS.contains(name) && !CORRELATIONS.contains(name))
          .forEach(names::add);
    }
    return names;
  }

  /** The values of a key over the steps, as they were logged. */
  Series series(String key, String name) {
    Map<Double, Double> values = new LinkedHashMap<>(); // a step that is logged again counts last
    for (Node entry : entries) {
      if (entry.fields().containsKey(key) && !entry.get(STEP).isNull()) {
        values.put(entry.get(STEP).number(), entry.get(key).number());
      }
    }
    return new Series(name, new ArrayList<>(values.keySet()), new ArrayList<>(values.values()));
  }

  static String named(String key) {
    return key.replace("grad_norm", "gradient norm").replace('_', ' ').replace(" f1", " F1");
  }
}
