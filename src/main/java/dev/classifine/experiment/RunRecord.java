package dev.classifine.experiment;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * What became of a run of an experiment.
 *
 * @param name the run's
 * @param values what sets it apart from the others
 * @param status how it ended
 * @param metrics all numbers by transformers' names ({@code eval_accuracy}, {@code train_loss},
 *     ...), null where one is not finite; empty unless it is done
 * @param seconds what all its attempts took, but those that were cut off together with the
 *     experiment
 * @param attempts how often it was begun or gone on with, also before the experiment was cut
 * @param device what it ran on; null where that was left to the run
 * @param message why it failed or what is left to do; null where it is done
 */
public record RunRecord(
    String name,
    Map<String, Object> values,
    RunStatus status,
    Map<String, Object> metrics,
    double seconds,
    int attempts,
    String device,
    String message) {

  private static final String EVAL = "eval_";

  /** What an evaluation took. */
  private static final Set<String> TAKEN =
      Set.of("samples", "runtime", "samples_per_second", "steps_per_second");

  /** Copies the maps. */
  public RunRecord {
    values = Values.of(values);
    metrics = Values.of(metrics);
  }

  /** Whether it came to its end. */
  public boolean isDone() {
    return status == RunStatus.DONE;
  }

  /**
   * A metric's value.
   *
   * @param metric with or without {@code eval_}
   * @return NaN where the run has no such finite number
   */
  public double metric(String metric) {
    Object value = metrics.get(metric);
    if (value == null) {
      value = metrics.get(EVAL + metric);
    }
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
  }

  /**
   * Whether a number is a metric of the evaluation, and not what the evaluation took or how many
   * rows it had. By the whole name: {@code eval_f1_samples} is a metric.
   *
   * @param name as in {@link #metrics}
   */
  public static boolean isMetric(String name) {
    return name.startsWith(EVAL) && !TAKEN.contains(name.substring(EVAL.length()));
  }

  /** The same of a run with other values. */
  RunRecord withValues(Map<String, Object> other) {
    return new RunRecord(name, other, status, metrics, seconds, attempts, device, message);
  }

  /** As it is written. */
  Map<String, Object> json() {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", name);
    json.put("status", status.id());
    json.put("values", values);
    json.put("metrics", metrics);
    json.put("seconds", seconds);
    json.put("attempts", attempts);
    json.put("device", device);
    json.put("message", message);
    return json;
  }

  /**
   * As it was written.
   *
   * @throws ClassifineException if the file cannot be read, or is damaged
   */
  static RunRecord read(Path file) {
    Map<String, Object> json = Values.of(Json.readObject(file));
    String name = typed(file, json, "name", String.class);
    String status = typed(file, json, "status", String.class);
    if (!file.getFileName().toString().equals(name + ".json") || !RunStatus.isId(status)) {
      throw damaged(file, "name or status");
    }
    return new RunRecord(
        name,
        Values.of(typed(file, json, "values", Map.class)),
        RunStatus.of(status),
        Values.of(typed(file, json, "metrics", Map.class)),
        typed(file, json, "seconds", Number.class).doubleValue(),
        typed(file, json, "attempts", Number.class).intValue(),
        json.get("device") == null ? null : typed(file, json, "device", String.class),
        json.get("message") == null ? null : typed(file, json, "message", String.class));
  }

  private static <T> T typed(Path file, Map<String, Object> json, String name, Class<T> type) {
    if (!type.isInstance(json.get(name))) {
      throw damaged(file, name);
    }
    return type.cast(json.get(name));
  }

  private static ClassifineException damaged(Path file, String name) {
    return new ClassifineException(file + ": is no record of a run: its " + name + " is wrong.");
  }
}
