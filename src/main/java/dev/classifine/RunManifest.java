package dev.classifine;

import com.google.gson.JsonObject;
import dev.classifine.data.DataLocation;
import dev.classifine.data.Labelling;
import dev.classifine.model.LoadReport;
import dev.classifine.script.MklKernels;
import dev.classifine.train.TrainerState;
import dev.classifine.train.TrainingOutcome;
import dev.classifine.tuning.Tuned;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code run.json}: everything that tells one run from another, options as they were asked for and
 * as they took effect.
 */
final class RunManifest {

  static final String FILE = "run.json";

  private final Map<String, Object> json = new LinkedHashMap<>();
  private final Map<String, Object> timings = new LinkedHashMap<>();
  private final Map<String, Object> hashes = new LinkedHashMap<>();
  private final Map<String, Object> place = new LinkedHashMap<>();
  private final List<Object> resumes = new ArrayList<>();
  private long mark = System.nanoTime();

  RunManifest(FineTuningOptions options) {
    json.put("status", "running");
    json.put("created", Instant.now().toString());
    json.put("model", options.model());
    json.put("seed", options.training().seed());
    json.put("options", RunOptions.values(options));
    json.put("report_to", options.report().to());
    json.put("resumes", resumes);
  }

  /** Takes over what the manifest of the run that is gone on with tells of its past. */
  void continues(JsonObject before) {
    if (before.has("created")) {
      json.put("created", before.get("created"));
    }
    if (before.has("resumes") && before.get("resumes").isJsonArray()) {
      before.getAsJsonArray("resumes").forEach(resumes::add);
    }
  }

  /** Notes that the run goes on from a checkpoint. */
  void resumed(Path checkpoint, long step) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("step", step);
    entry.put("checkpoint", checkpoint.getFileName().toString());
    entry.put("time", Instant.now().toString());
    resumes.add(entry);
  }

  /** Where the checkpoint's configuration was read: for a model of the hub it tells the commit. */
  void modelPlace(String place) {
    json.put("model_config", place);
  }

  /** Notes the time since the last phase ended, in seconds. */
  void phase(String name) {
    long now = System.nanoTime();
    timings.put(name + "_seconds", (now - mark) / 1e9);
    mark = now;
  }

  /** Notes rows of files or of a query. */
  void data(String name, RunFiles.Source source, int rows) {
    Map<String, Object> entry = new LinkedHashMap<>();
    putSource(entry, source.location());
    source.location().database().ifPresent(database -> entry.put("database", database.toString()));
    entry.put("sha256", source.sha256());
    entry.put("rows", rows);
    if (source.tokensKept() != null) {
      entry.put("tokens_from_cache", source.tokensKept());
    }
    json.put(name, entry);
    hashes.put(name + "_sha256", source.sha256());
  }

  private static void putSource(Map<String, Object> entry, DataLocation location) {
    entry.put("file", location.toString());
    if (location.isQuery()) {
      entry.put("query", true);
    }
  }

  /** The hashes of the data files, {@code train_sha256} and {@code eval_sha256}. */
  Map<String, Object> dataHashes() {
    return hashes;
  }

  /**
   * Notes the rows of the training file that are evaluated on.
   *
   * @param copies how many of them have the text of a row that is trained on
   */
  void heldOut(DataOptions data, int rows, int copies) {
    Map<String, Object> entry = new LinkedHashMap<>();
    putSource(entry, data.train());
    if (data.fold() == null) {
      entry.put("held_out_fraction", data.evalFraction());
    } else {
      entry.put("held_out_fold", data.fold().id());
      entry.put("fold_seed", data.fold().seed());
    }
    entry.put("rows", rows);
    entry.put("rows_with_texts_of_training", copies);
    json.put("eval", entry);
  }

  void labelling(Labelling labelling) {
    json.put("problem_type", labelling.type().id());
    json.put("problem_type_from", labelling.typeSource());
    json.put("labels", labelling.labels().names());
    json.put("labels_from", labelling.headKept() ? "checkpoint" : "data");
  }

  void weights(LoadReport report, long parameters) {
    json.put("parameters", parameters);
    json.put("new_parameters", report.fresh());
    json.put("unused_tensors", report.unused());
  }

  void place(String device, int threads) {
    place.put("device", device);
    place.put("threads", threads);
    place.put("processor", Versions.processor());
    if (MklKernels.areChosen()) {
      place.put("mkl_kernels", "intel");
    }
    json.putAll(place);
  }

  /** The device, the number of threads and the processor. */
  Map<String, Object> place() {
    return place;
  }

  /** The options as asked for, and those that took another value with the reason. */
  void options(FineTuningOptions options, int maxLength, TrainingOutcome outcome) {
    Map<String, Object> effect = RunOptions.values(options);
    effect.put("max_length", maxLength);
    effect.put("device", place.get("device"));
    effect.put("threads", place.get("threads"));
    effect.put("label_smoothing", outcome.smoothingInEffect().factor());
    json.put("options_in_effect", effect);
    Map<String, Object> smoothing = new LinkedHashMap<>();
    smoothing.put("asked", outcome.smoothingAsked().factor());
    smoothing.put("in_effect", outcome.smoothingInEffect().factor());
    smoothing.put("convention", outcome.smoothingAsked().convention().id());
    smoothing.put(
        "why",
        outcome.smoothingAsked().equals(outcome.smoothingInEffect())
            ? null
            : outcome.warnings().get(0));
    json.put("label_smoothing", smoothing);
    json.put("warnings", outcome.warnings());
  }

  /** What was tuned of the decision. */
  void tuned(Tuned tuned) {
    json.put("decision_tuning", tuned.report().values());
  }

  /** The manifest so far. */
  Map<String, Object> values() {
    return json;
  }

  /** The manifest of a run that was asked to end and can be gone on with. */
  Map<String, Object> interrupted(TrainingOutcome outcome) {
    json.put("status", "interrupted");
    json.put("steps", outcome.steps());
    json.put("warnings", outcome.warnings());
    return json;
  }

  /** The whole manifest. */
  Map<String, Object> finish(TrainingOutcome outcome) {
    json.put("status", "complete");
    json.put("end", outcome.end().name().toLowerCase(Locale.ROOT));
    json.put("steps", outcome.steps());
    json.put("skipped_steps", outcome.skippedSteps());
    json.put("best", outcome.best());
    json.put("versions", Versions.all());
    json.put("timings", timings);
    json.put("metrics", TrainerState.allResults(outcome));
    return json;
  }
}
