package dev.classifine;

import dev.classifine.data.DataHash;
import dev.classifine.data.Labelling;
import dev.classifine.model.LoadReport;
import dev.classifine.train.TrainerState;
import dev.classifine.train.TrainingOptions;
import dev.classifine.train.TrainingOutcome;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * {@code run.json}: everything that tells one run from another, options as they were asked for and
 * as they took effect.
 */
final class RunManifest {

  private final Map<String, Object> json = new LinkedHashMap<>();
  private final Map<String, Object> timings = new LinkedHashMap<>();
  private long mark = System.nanoTime();

  RunManifest(FineTuningOptions options) {
    json.put("created", Instant.now().toString());
    json.put("model", options.model());
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

  void data(String name, Path file, int rows) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("file", file.toString());
    entry.put("sha256", DataHash.sha256(file));
    entry.put("rows", rows);
    json.put(name, entry);
  }

  void heldOut(Path file, int rows, double fraction) {
    Map<String, Object> entry = new LinkedHashMap<>();
    entry.put("file", file.toString());
    entry.put("held_out_fraction", fraction);
    entry.put("rows", rows);
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
    json.put("device", device);
    json.put("threads", threads);
  }

  /** The options as asked for, and those that took another value with the reason. */
  void options(FineTuningOptions options, int maxLength, TrainingOutcome outcome) {
    json.put("seed", options.training().seed());
    json.put("options", asked(options));
    Map<String, Object> effect = asked(options);
    effect.put("max_length", maxLength);
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

  /** The whole manifest. */
  Map<String, Object> finish(TrainingOutcome outcome) {
    json.put("versions", Versions.all());
    json.put("timings", timings);
    json.put("metrics", TrainerState.allResults(outcome));
    return json;
  }

  private static Map<String, Object> asked(FineTuningOptions options) {
    TrainingOptions training = options.training();
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("epochs", training.epochs());
    map.put("max_steps", training.maxSteps());
    map.put("batch_size", training.batchSize());
    map.put("gradient_accumulation_steps", training.gradientAccumulationSteps());
    map.put("eval_batch_size", training.evalBatchSize());
    map.put("learning_rate", training.optimizer().learningRate());
    map.put("weight_decay", training.optimizer().weightDecay());
    map.put("adam_beta1", training.optimizer().beta1());
    map.put("adam_beta2", training.optimizer().beta2());
    map.put("adam_epsilon", training.optimizer().epsilon());
    map.put("max_grad_norm", training.optimizer().maxGradNorm());
    map.putAll(training.optimizer().schedule().values());
    map.putAll(training.optimizer().layers().values());
    map.put("group_by_length", training.order() == TrainingOptions.RowOrder.BUCKETED);
    map.put("label_smoothing", training.labelSmoothing().factor());
    map.put("label_smoothing_convention", training.labelSmoothing().convention().id());
    map.put("max_length", options.maxLength());
    map.put("seed", training.seed());
    map.put("device", options.device());
    map.put("threads", options.threads());
    map.put(
        "problem_type",
        options.data().problemType() == null ? null : options.data().problemType().id());
    map.put("label_delimiter", options.data().labelDelimiter());
    map.put("ignore_mismatched_sizes", options.ignoreMismatchedSizes());
    map.put("save_dtype", options.output().save().elements().id());
    map.put("max_shard_size", options.output().save().fileLimit());
    List<String> columns = new ArrayList<>();
    columns.add(options.data().columns().text());
    columns.add(options.data().columns().textPair());
    columns.add(options.data().columns().label());
    map.put("columns", columns);
    return map;
  }
}
