package dev.classifine.html;

import dev.classifine.html.Chart.Kind;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** What is drawn of the evaluation that a run ended with. */
final class EvaluationCharts {

  private final Node evaluation;

  EvaluationCharts(Node evaluation) {
    this.evaluation = evaluation;
  }

  /** Probabilities against frequencies, before a temperature and after one where it was fitted. */
  Optional<Chart> reliability() {
    return chart(
        "reliability",
        "Reliability",
        "Where points lie on the diagonal, a probability is as often right as it says. Below it the"
            + " model is too sure of itself.",
        Kind.RELIABILITY,
        List.of("probability", "frequency"),
        diagrams(EvaluationCharts::diagram));
  }

  /** How many cases there are of each probability. */
  Optional<Chart> cases() {
    return chart(
        "cases",
        "Cases by probability",
        "How many answers a point of the reliability diagram stands for."
            + (isCalibrated() ? " The left of two bars is before, the right one after." : ""),
        Kind.BARS,
        List.of("probability", "cases"),
        diagrams(EvaluationCharts::counts));
  }

  private List<Series> diagrams(BiFunction<String, Node, Series> made) {
    Node reliability = evaluation.get("reliability");
    if (reliability.isNull()) {
      return List.of();
    }
    return isCalibrated()
        ? List.of(
            made.apply("before", reliability.get("before")),
            made.apply("after", reliability.get("after")))
        : List.of(made.apply("model", reliability.get("before")));
  }

  private boolean isCalibrated() {
    return !evaluation.get("reliability").get("after").isNull();
  }

  private static Series counts(String name, Node diagram) {
    List<Node> bins = diagram.get("bins").items();
    return new Series(
        name,
        bins.stream().map(bin -> (bin.get("from").number() + bin.get("to").number()) / 2).toList(),
        bins.stream().map(bin -> bin.get("cases").number()).toList());
  }

  private static Series diagram(String name, Node diagram) {
    List<Double> x = new ArrayList<>();
    List<Double> y = new ArrayList<>();
    for (Node bin : diagram.get("bins").items()) {
      if (bin.get("cases").count() > 0 && !bin.get("probability").isNull()) {
        x.add(bin.get("probability").number());
        y.add(bin.get("frequency").number());
      }
    }
    return new Series(name, x, y);
  }

  /** Precision, recall and F1 over the threshold; the first of the curves. */
  Optional<Chart> thresholds() {
    return chart(
        "thresholds",
        "Precision, recall and F1 by threshold",
        "A label is predicted where its probability is above the threshold.",
        Kind.SHARES,
        List.of("threshold", "share"),
        curves().isEmpty() ? List.of() : curve(curves().get(0)));
  }

  private List<Node> curves() {
    return evaluation.get("thresholds").get("curves").items();
  }

  private List<Series> curve(Node curve) {
    List<Double> x = evaluation.get("thresholds").get("threshold").numbers();
    return List.of(
        new Series("precision", x, curve.get("precision").numbers()),
        new Series("recall", x, curve.get("recall").numbers()),
        new Series("F1", x, curve.get("f1").numbers()));
  }

  /** The curves that can be chosen, by name. */
  List<Map<String, Object>> choices() {
    List<Map<String, Object>> choices = new ArrayList<>();
    for (Node curve : curves()) {
      Map<String, Object> choice = new LinkedHashMap<>();
      choice.put("name", curve.get("name").text());
      choice.put("y", curve(curve).stream().map(Series::y).toList());
      choices.add(choice);
    }
    return choices;
  }

  /** Predicted over true numbers: a chart for each of a row's numbers. */
  List<Chart> predictions() {
    List<Chart> charts = new ArrayList<>();
    for (Node column : evaluation.get("predictions").items()) {
      String name = column.get("name").text();
      List<Double> truth = column.get("true").numbers();
      List<Double> predicted = column.get("predicted").numbers();
      List<Integer> order =
          IntStream.range(0, Math.min(truth.size(), predicted.size()))
              .boxed()
              .filter(i -> truth.get(i) != null)
              .sorted(Comparator.comparing(truth::get))
              .toList();
      chart(
              "predictions-" + charts.size(),
              "Predicted over true: " + name,
              "A point on the diagonal is right. At most 1,000 rows, drawn at random.",
              Kind.POINTS,
              List.of("true", "predicted"),
              List.of(
                  new Series(
                      "predicted",
                      order.stream().map(truth::get).toList(),
                      order.stream().map(predicted::get).toList())))
          .ifPresent(charts::add);
    }
    return charts;
  }

  private static Optional<Chart> chart(
      String id, String title, String note, Kind kind, List<String> axes, List<Series> series) {
    List<Series> drawn = series.stream().filter(Series::isDrawn).toList();
    return drawn.isEmpty()
        ? Optional.empty()
        : Optional.of(new Chart(id, title, note, kind, axes.get(0), axes.get(1), drawn));
  }
}
