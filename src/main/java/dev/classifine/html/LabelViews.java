package dev.classifine.html;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The labels' table and the confusion matrix, as a template shows them. */
final class LabelViews {

  private final Node evaluation;

  LabelViews(Node evaluation) {
    this.evaluation = evaluation;
  }

  /** A row for each label. */
  List<Map<String, Object>> table() {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Node label : evaluation.get("labels").items()) {
      Map<String, Object> row = new HashMap<>();
      row.put("label", label.get("label").text());
      List<Map<String, Object>> numbers = new ArrayList<>();
      for (String name : List.of("precision", "recall", "f1")) {
        Double value = label.get(name).number();
        numbers.add(
            Map.of(
                "name", name,
                "value", String.valueOf(value),
                "shown", Shown.metric(value),
                "percent", Math.round(100 * (value == null ? 0 : value))));
      }
      row.put("numbers", numbers);
      row.put("support", label.get("support").count());
      row.put("predicted", label.get("predicted").count());
      row.put("threshold", Shown.probability(label.get("threshold").number()));
      row.put("hasThreshold", hasThresholds());
      rows.add(row);
    }
    return rows;
  }

  /** Whether thresholds were tuned. */
  boolean hasThresholds() {
    return evaluation.get("labels").items().stream()
        .anyMatch(label -> !label.get("threshold").isNull());
  }

  /** The matrix; null where there is none. */
  Map<String, Object> confusion() {
    Node confusion = evaluation.get("confusion");
    if (confusion.isNull()) {
      return null;
    }
    List<String> names = confusion.get("labels").items().stream().map(Node::text).toList();
    List<Node> counts = confusion.get("counts").items();
    List<Node> elsewhere = confusion.get("elsewhere").items();
    boolean whole = names.size() == confusion.get("of_labels").count();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int actual = 0; actual < names.size(); actual++) {
      List<Node> row = counts.get(actual).items();
      long other = elsewhere.get(actual).count();
      long total = other + row.stream().mapToLong(Node::count).sum();
      List<Map<String, Object>> cells = new ArrayList<>();
      for (int predicted = 0; predicted < names.size(); predicted++) {
        cells.add(cell(row.get(predicted).count(), total, actual == predicted));
      }
      Map<String, Object> view = new HashMap<>();
      view.put("label", names.get(actual));
      view.put("cells", cells);
      view.put("other", cell(other, total, false));
      view.put("total", total);
      view.put("errors", total - row.get(actual).count());
      rows.add(view);
    }
    Map<String, Object> view = new HashMap<>();
    view.put("names", names);
    view.put("rows", rows);
    view.put("whole", whole);
    view.put("shown", names.size());
    view.put("all", confusion.get("of_labels").count());
    view.put("pairs", pairs(confusion.get("pairs").items()));
    return view;
  }

  private static Map<String, Object> cell(long count, long total, boolean right) {
    double share = total == 0 ? 0 : (double) count / total;
    return Map.of(
        "count",
        count,
        "kind",
        count == 0 ? "none" : right ? "right" : "wrong",
        "tint",
        Math.round(100 * share),
        "percent",
        total == 0 ? "0 %" : Math.round(100 * share) + " %");
  }

  private static List<Map<String, Object>> pairs(List<Node> pairs) {
    return pairs.stream()
        .map(
            pair ->
                Map.<String, Object>of(
                    "actual", String.valueOf(pair.get("actual").text()),
                    "predicted", String.valueOf(pair.get("predicted").text()),
                    "count", pair.get("count").count()))
        .toList();
  }
}
