package dev.classifine.html;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** Rows of the evaluation with their texts, as a template shows them. */
final class TextViews {

  private final Node evaluation;

  TextViews(Node evaluation) {
    this.evaluation = evaluation;
  }

  /**
   * The rows of a list.
   *
   * @param name {@code errors}, {@code longest} or {@code shortest}
   */
  List<Map<String, Object>> rows(String name) {
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Node row : evaluation.get(name).items()) {
      Map<String, Object> view = new HashMap<>();
      view.put("text", row.get("text").text());
      view.put("pair", row.get("text_pair").text());
      view.put("place", row.get("place").text());
      view.put("tokens", Shown.count(row.get("tokens").count()));
      view.put("characters", Shown.count(row.get("characters").count()));
      List<Map<String, Object>> truth = answers(row.get("true").items());
      List<Map<String, Object>> predicted = answers(row.get("predicted").items());
      view.put("truth", truth);
      view.put("predicted", predicted);
      view.put("verdict", names(truth).equals(names(predicted)) ? "right" : "wrong");
      view.put("judged", !name.equals("errors") && !isRegression(row));
      rows.add(view);
    }
    return rows;
  }

  private static boolean isRegression(Node row) {
    return row.get("true").items().stream().anyMatch(TextViews::isNumber);
  }

  private static boolean isNumber(Node answer) {
    return answer.fields().containsKey("number");
  }

  private static TreeSet<Object> names(List<Map<String, Object>> answers) {
    TreeSet<Object> names = new TreeSet<>();
    answers.forEach(answer -> names.add(answer.get("label")));
    return names;
  }

  private static List<Map<String, Object>> answers(List<Node> answers) {
    return answers.stream()
        .map(
            answer ->
                Map.<String, Object>of(
                    "label",
                    String.valueOf(answer.get("label").text()),
                    "number",
                    isNumber(answer)
                        ? Shown.plain(answer.get("number").number())
                        : Shown.probability(answer.get("probability").number())))
        .toList();
  }
}
