package dev.classifine.html;

import dev.classifine.metrics.MetricDirection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** The tables of a page of several runs. */
final class CompareTables {

  /** What a speed depends on but for the run. */
  private static final List<String> PLACES = List.of("device", "threads", "processor", "seed");

  private final List<RunFiles> runs;
  private final List<String> names;

  CompareTables(List<RunFiles> runs, List<String> names) {
    this.runs = runs;
    this.names = names;
  }

  /** What makes the numbers hard to compare, in sentences. */
  List<String> warnings() {
    List<String> warnings = new ArrayList<>();
    if (distinct("problem_type") > 1) {
      warnings.add("The runs solve different problems.");
    }
    Set<String> evaluated = new LinkedHashSet<>();
    runs.stream()
        .filter(run -> !run.run().get("eval").isNull())
        .forEach(run -> evaluated.add(evaluatedOn(run)));
    if (evaluated.size() > 1) {
      warnings.add(
          "The runs were not evaluated on the same rows, so that their numbers do not compare.");
    }
    if (distinct("processor") > 1 || distinct("device") > 1) {
      warnings.add("The runs were made on different machines or devices: speeds do not compare.");
    }
    for (int i = 0; i < runs.size(); i++) {
      for (String warning : new Facts(runs.get(i).run()).warnings()) {
        warnings.add(names.get(i) + ": " + warning);
      }
    }
    return warnings;
  }

  private long distinct(String key) {
    return runs.stream().map(run -> run.run().get(key).shown()).distinct().count();
  }

  /** What tells the rows of an evaluation from others. */
  private static String evaluatedOn(RunFiles run) {
    Map<String, Node> eval = run.run().get("eval").fields();
    if (eval.containsKey("sha256")) {
      return eval.get("sha256").shown();
    }
    List<String> parts = new ArrayList<>();
    parts.add(run.run().get("train").get("sha256").shown());
    eval.forEach((name, value) -> parts.add(name.equals("file") ? "" : value.shown()));
    parts.add(run.run().get("seed").shown());
    return String.join(" ", parts);
  }

  /** The names of the numbers of the first table: those of any run. */
  List<String> metrics() {
    Set<String> all = new LinkedHashSet<>();
    runs.forEach(run -> all.addAll(run.results().fields().keySet()));
    List<String> metrics = new ArrayList<>();
    for (String name : all) {
      boolean speed = name.endsWith("_per_second") || name.endsWith("_samples");
      if (name.startsWith("eval_") && !speed && !name.endsWith("_runtime")) {
        metrics.add(name);
      }
    }
    metrics.addAll(List.of("train_loss", "train_runtime", "train_samples_per_second"));
    return metrics;
  }

  /** A row for each run. */
  List<Map<String, Object>> results() {
    Map<String, Double> best = best();
    List<Map<String, Object>> rows = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      Results results = new Results(runs.get(i).results());
      List<Map<String, Object>> numbers = new ArrayList<>();
      for (String name : metrics()) {
        Map<String, Object> number = results.view(name);
        Double value = runs.get(i).results().get(name).number();
        number.put("best", value != null && value.equals(best.get(name)));
        number.put("run", names.get(i));
        numbers.add(number);
      }
      rows.add(Map.of("run", names.get(i), "numbers", numbers));
    }
    return rows;
  }

  /** The best number of each metric of an evaluation that several runs have. */
  private Map<String, Double> best() {
    Map<String, Double> best = new HashMap<>();
    for (String name : metrics()) {
      List<Double> values =
          runs.stream()
              .map(run -> run.results().get(name).number())
              .filter(Objects::nonNull)
              .toList();
      if (name.startsWith("eval_") && values.size() > 1) {
        MetricDirection direction = MetricDirection.of(name);
        values.stream()
            .reduce((first, next) -> direction.isBetter(next, first) ? next : first)
            .ifPresent(value -> best.put(name, value));
      }
    }
    return best;
  }

  /** A row for each option that is not the same in all runs. */
  List<Map<String, Object>> options() {
    return Facts.different(runs).stream()
        .map(
            name ->
                row(
                    name,
                    runs.stream().map(run -> run.run().get("options").get(name).shown()).toList()))
        .toList();
  }

  private static Map<String, Object> row(String name, List<String> values) {
    return Map.of("name", name, "values", values);
  }

  /** F1 by label, a row for each label of any run. */
  List<Map<String, Object>> labels() {
    Map<String, String[]> rows = new LinkedHashMap<>();
    for (int i = 0; i < runs.size(); i++) {
      for (Node label : runs.get(i).report().get("evaluation").get("labels").items()) {
        rows.computeIfAbsent(label.get("label").text(), name -> missing())[i] =
            Shown.metric(label.get("f1").number());
      }
    }
    return rows.entrySet().stream()
        .map(entry -> row(entry.getKey(), List.of(entry.getValue())))
        .toList();
  }

  private String[] missing() {
    String[] values = new String[runs.size()];
    Arrays.fill(values, "–");
    return values;
  }

  /** Where the runs come from, a row for each fact. */
  List<Map<String, Object>> provenance() {
    List<Map<String, Object>> rows = new ArrayList<>();
    rows.add(row("created", values("created")));
    rows.add(row("model", values("model")));
    rows.add(row("problem", values("problem_type")));
    for (String part : List.of("train", "eval")) {
      for (String key : List.of("file", "sha256", "rows")) {
        rows.add(
            row(
                part + " " + key,
                runs.stream().map(r -> r.run().get(part).get(key).shown()).toList()));
      }
    }
    PLACES.forEach(key -> rows.add(row(key, values(key))));
    rows.add(
        row(
            "classifine",
            runs.stream()
                .map(run -> run.run().get("versions").get("classifine").shown())
                .toList()));
    return rows;
  }

  private List<String> values(String key) {
    return runs.stream().map(run -> run.run().get(key).shown()).toList();
  }
}
