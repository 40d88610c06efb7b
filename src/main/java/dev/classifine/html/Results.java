package dev.classifine.html;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The numbers of {@code all_results.json}, as a template shows them. */
final class Results {

  /** Those that stand large at the top, where a run has them, the first six. */
  static final List<String> FIRST =
      List.of(
          "eval_accuracy",
          "eval_micro_f1",
          "eval_macro_f1",
          "eval_subset_accuracy",
          "eval_pearson",
          "eval_spearman",
          "eval_rmse",
          "eval_loss",
          "train_loss",
          "train_samples_per_second");

  private static final int MOST_FIRST = 6;

  private final Node results;

  Results(Node results) {
    this.results = results;
  }

  /** The few that tell most. */
  List<Map<String, Object>> first() {
    return FIRST.stream()
        .filter(name -> !(name.equals("eval_micro_f1") && has("eval_accuracy")))
        .filter(this::has)
        .limit(MOST_FIRST)
        .map(this::view)
        .toList();
  }

  private boolean has(String name) {
    return results.fields().containsKey(name);
  }

  /** All of them, in their order. */
  List<Map<String, Object>> all() {
    List<Map<String, Object>> all = new ArrayList<>();
    results.fields().keySet().forEach(name -> all.add(view(name)));
    return all;
  }

  /** A number with its name; a dash where it is not finite. */
  Map<String, Object> view(String name) {
    Node value = results.get(name);
    Map<String, Object> view = new HashMap<>();
    view.put("name", name);
    view.put("title", TrainingCharts.named(name.replaceFirst("^eval_(?!train_)", "")));
    view.put("value", value.isNull() ? "" : value.text());
    view.put("shown", Shown.metric(value.number()));
    return view;
  }
}
