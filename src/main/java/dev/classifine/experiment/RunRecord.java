package dev.classifine.experiment;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What became of a run of an experiment.
 *
 * @param name the run's
 * @param values what sets it apart from the others
 * @param status how it ended
 * @param metrics all numbers by transformers' names ({@code eval_accuracy}, {@code train_loss},
 *     ...), null where one is not finite; empty unless it is done
 * @param seconds what all its attempts took
 * @param attempts how often it was begun or gone on with
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
      value = metrics.get("eval_" + metric);
    }
    return value instanceof Number number ? number.doubleValue() : Double.NaN;
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

  /** As it was written. */
  static RunRecord read(Path file) {
    JsonObject json = Json.readObject(file);
    Map<String, Object> values = Values.of(json);
    return new RunRecord(
        (String) values.get("name"),
        Values.of(json.getAsJsonObject("values")),
        RunStatus.of((String) values.get("status")),
        Values.of(json.getAsJsonObject("metrics")),
        ((Number) values.get("seconds")).doubleValue(),
        ((Number) values.get("attempts")).intValue(),
        (String) values.get("device"),
        (String) values.get("message"));
  }
}
