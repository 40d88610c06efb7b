package dev.classifine.html;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/** What {@code run.json} tells of a run, as a template shows it. */
final class Facts {

  private final Node run;

  Facts(Node run) {
    this.run = run;
  }

  /** What was warned of, in sentences. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    run.get("warnings").items().forEach(warning -> warnings.add(warning.shown()));
    run.get("decision_tuning")
        .get("warnings")
        .items()
        .forEach(warning -> warnings.add(warning.shown()));
    Node eval = run.get("eval");
    long copies = eval.isNull() ? 0 : eval.get("rows_with_texts_of_training").count();
    if (copies > 0) {
      warnings.add(
          Shown.count(copies)
              + " of the "
              + Shown.count(eval.get("rows").count())
              + " rows that were held out have the same text as a row that was trained on, so that"
              + " the metrics are better than those of new texts would be.");
    }
    long skipped = run.get("skipped_steps").count();
    if (skipped > 0) {
      warnings.add(skipped + " steps made no update, since their loss or gradient was not finite.");
    }
    return warnings;
  }

  /** Every option with its value as asked for and in effect. */
  List<Map<String, Object>> options() {
    Map<String, Node> asked = run.get("options").fields();
    Map<String, Node> effect = run.get("options_in_effect").fields();
    List<Map<String, Object>> rows = new ArrayList<>();
    asked.forEach(
        (name, value) -> {
          Node used = effect.getOrDefault(name, value);
          Map<String, Object> row = new HashMap<>();
          row.put("name", name);
          row.put("asked", value.shown());
          row.put("effect", used.shown());
          row.put("changed", isAsked(value) && !used.json().equals(value.json()));
          rows.add(row);
        });
    return rows;
  }

  /** Whether a value was asked for: 0 and nothing leave it to the run. */
  private static boolean isAsked(Node value) {
    return !value.isNull() && !(value.isNumber() && value.number() == 0);
  }

  /** Where the run comes from, by name. */
  List<Map<String, Object>> provenance() {
    Map<String, String> facts = new LinkedHashMap<>();
    facts.put("created", Shown.time(run.get("created").shown()));
    put(facts, "model", run.get("model"));
    put(facts, "configuration of the model", run.get("model_config"));
    put(facts, "parameters", run.get("parameters"));
    put(facts, "new parameters", run.get("new_parameters"));
    put(facts, "seed", run.get("seed"));
    for (String part : List.of("train", "eval")) {
      run.get(part)
          .fields()
          .forEach((name, value) -> put(facts, part + " " + name.replace('_', ' '), value));
    }
    put(facts, "problem type from", run.get("problem_type_from"));
    put(facts, "labels from", run.get("labels_from"));
    put(facts, "end", run.get("end"));
    put(facts, "steps", run.get("steps"));
    run.get("best").fields().forEach((name, value) -> put(facts, "best " + name, value));
    run.get("resumes")
        .items()
        .forEach(
            resume ->
                facts.put(
                    "went on from step " + resume.get("step").shown(), resume.get("time").shown()));
    put(facts, "device", run.get("device"));
    put(facts, "threads", run.get("threads"));
    put(facts, "processor", run.get("processor"));
    run.get("versions").fields().forEach((name, value) -> put(facts, name, value));
    run.get("timings")
        .fields()
        .forEach(
            (name, value) ->
                facts.put(
                    name.replace("_seconds", "").replace('_', ' ') + " took",
                    Shown.plain((double) Math.round(1000 * value.number()) / 1000) + " s"));
    return rows(facts);
  }

  private static void put(Map<String, String> facts, String name, Node value) {
    if (!value.isNull()) {
      facts.put(name, value.shown());
    }
  }

  private static List<Map<String, Object>> rows(Map<String, String> facts) {
    return facts.entrySet().stream()
        .map(fact -> Map.<String, Object>of("name", fact.getKey(), "value", fact.getValue()))
        .toList();
  }

  /** The numbers of a tuning before and after it. */
  List<Map<String, Object>> tuning() {
    Map<String, Node> before = run.get("decision_tuning").get("before").fields();
    Map<String, Node> after = run.get("decision_tuning").get("after").fields();
    List<Map<String, Object>> rows = new ArrayList<>();
    before.forEach(
        (name, value) ->
            rows.add(
                Map.of(
                    "name", TrainingCharts.named(name),
                    "before", Shown.metric(value.number()),
                    "after",
                        Shown.metric(after.containsKey(name) ? after.get(name).number() : null))));
    return rows;
  }

  /** The names of options of which runs have different values, in order of the alphabet. */
  static List<String> different(List<RunFiles> runs) {
    TreeSet<String> names = new TreeSet<>();
    for (RunFiles files : runs) {
      files
          .run()
          .get("options")
          .fields()
          .forEach(
              (name, value) -> {
                for (RunFiles other : runs) {
                  if (!other.run().get("options").get(name).json().equals(value.json())) {
                    names.add(name);
                  }
                }
              });
    }
    return List.copyOf(names);
  }
}
