package dev.classifine.html;

import dev.classifine.io.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The files of a run that was never made, with texts and labels that try to leave their place. */
final class SampleRun {

  static final String HOSTILE_TEXT =
      "</script><script>alert(1)</script><img src=x onerror=alert(2)> & \"quoted\" 'single' "
          + "{{title}} {{{data}}} \u2028 \u2029 \u202e <!-- ]]> \ud83d\ude42";
  static final String HOSTILE_LABEL = "<b onmouseover=alert(3)>\"it's\" & </td></table> {{model}}";

  private SampleRun() {}

  static List<String> labels() {
    return List.of("plain", HOSTILE_LABEL, "third");
  }

  /** Writes a run of one label each, calibrated. */
  static Path write(Path folder) {
    try {
      Files.createDirectories(folder);
      for (Map.Entry<String, Object> file : files().entrySet()) {
        Files.writeString(folder.resolve(file.getKey()), Json.pretty(file.getValue()));
      }
      return folder;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Map<String, Object> files() {
    Map<String, Object> files = new LinkedHashMap<>();
    files.put("run.json", run());
    files.put("all_results.json", results());
    files.put("trainer_state.json", Map.of("log_history", log()));
    files.put(
        "report.json",
        Map.of(
            "format",
            1,
            "throughput",
            Map.of("step", List.of(5, 10), "samples_per_second", List.of(100.5, 110.25)),
            "evaluation",
            evaluation()));
    return files;
  }

  private static Map<String, Object> run() {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("status", "complete");
    run.put("created", "2026-01-31T12:34:56.789Z");
    run.put("model", HOSTILE_TEXT);
    run.put("problem_type", "single_label_classification");
    run.put("seed", 42);
    run.put("options", optionsWith(0.1));
    run.put("options_in_effect", optionsWith(0.0));
    run.put("warnings", List.of("Label smoothing is off. " + HOSTILE_TEXT));
    run.put("train", Map.of("file", "train.csv", "sha256", "00ff", "rows", 100));
    run.put("eval", Map.of("file", "test.csv", "sha256", "11ee", "rows", 30));
    run.put("versions", Map.of("classifine", "0.1.0"));
    run.put("timings", Map.of("train_seconds", 1.25));
    return run;
  }

  private static Map<String, Object> optionsWith(double smoothing) {
    Map<String, Object> options = new LinkedHashMap<>();
    options.put("label_smoothing", smoothing);
    options.put("text_column", HOSTILE_LABEL);
    options.put("fold", null);
    return options;
  }

  private static Map<String, Object> results() {
    Map<String, Object> results = new LinkedHashMap<>();
    results.put("train_loss", 0.71234567);
    results.put("train_samples_per_second", 1234.5678);
    results.put("eval_loss", 3.25e-5);
    results.put("eval_accuracy", 0.9640123);
    results.put("eval_macro_f1", 0.95);
    results.put("eval_own<metric>", null);
    results.put("eval_samples", 30);
    return results;
  }

  private static List<Object> log() {
    List<Object> log = new ArrayList<>();
    for (int step = 5; step <= 10; step += 5) {
      Map<String, Object> entry = new LinkedHashMap<>();
      entry.put("loss", step == 5 ? null : 0.5);
      entry.put("grad_norm", 1.5);
      entry.put("learning_rate", 1e-5);
      entry.put("step", step);
      log.add(entry);
    }
    log.add(Map.of("eval_loss", 0.4, "eval_accuracy", 0.9, "step", 10));
    return log;
  }

  private static Map<String, Object> evaluation() {
    Map<String, Object> evaluation = new LinkedHashMap<>();
    evaluation.put("rows", 30);
    List<Object> table = new ArrayList<>();
    for (String label : labels()) {
      table.add(
          Map.of(
              "label",
              label,
              "precision",
              0.5,
              "recall",
              0.25,
              "f1",
              1 / 3.0,
              "support",
              10,
              "predicted",
              5));
    }
    evaluation.put("labels", table);
    evaluation.put(
        "confusion",
        Map.of(
            "of_labels", 3,
            "labels", labels(),
            "counts", List.of(List.of(8, 2, 0), List.of(1, 9, 0), List.of(0, 0, 10)),
            "elsewhere", List.of(0, 0, 0),
            "pairs", List.of(Map.of("actual", "plain", "predicted", HOSTILE_LABEL, "count", 2))));
    evaluation.put(
        "reliability", Map.of("before", diagram(0.8), "temperature", 1.5, "after", diagram(0.7)));
    Map<String, Object> row = new LinkedHashMap<>();
    row.put("place", "test.csv:2");
    row.put("text", HOSTILE_TEXT);
    row.put("text_pair", HOSTILE_TEXT);
    row.put("characters", 120);
    row.put("tokens", 40);
    row.put("true", List.of(Map.of("label", "plain", "probability", 0.1)));
    row.put("predicted", List.of(Map.of("label", HOSTILE_LABEL, "probability", 0.9)));
    evaluation.put("errors", List.of(row));
    evaluation.put("longest", List.of(row));
    evaluation.put("shortest", List.of(row));
    return evaluation;
  }

  private static Map<String, Object> diagram(double probability) {
    Map<String, Object> empty = new LinkedHashMap<>();
    empty.put("from", 0.0);
    empty.put("to", 0.5);
    empty.put("cases", 0);
    empty.put("probability", null);
    empty.put("frequency", null);
    return Map.of(
        "ece",
        0.05,
        "bins",
        List.of(
            empty,
            Map.of(
                "from",
                0.5,
                "to",
                1.0,
                "cases",
                30,
                "probability",
                probability,
                "frequency",
                0.9)));
  }
}
