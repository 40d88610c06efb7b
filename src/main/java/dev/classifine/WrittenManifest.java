package dev.classifine;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.ProblemType;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@code run.json} that is there, read back; everything that is asked of it was checked. */
final class WrittenManifest {

  private static final String COMPLETE = "complete";

  private final Path file;
  private final JsonObject json;
  private final Map<String, Object> metrics = new LinkedHashMap<>();
  private final JsonObject options;
  private final LabelSet labels;
  private final ProblemType problemType;

  private WrittenManifest(Path file, JsonObject json) {
    this.file = file;
    this.json = json;
    if (isComplete()) {
      options = options();
      labels = new LabelSet(labelNames());
      problemType = ProblemType.of(text(json, "problem_type"), file.toString());
      object("metrics").entrySet().forEach(metric -> metrics.put(metric.getKey(), number(metric)));
    } else {
      options = null;
      labels = null;
      problemType = null;
    }
  }

  /**
   * Reads it.
   *
   * @throws ClassifineException if it is not JSON, or what a finished run writes is not in it
   */
  static WrittenManifest read(Path file) {
    return new WrittenManifest(file, Json.readObject(file));
  }

  JsonObject json() {
    return json;
  }

  /** Whether the run came to its end and everything else was written. */
  boolean isComplete() {
    return text(json, "status").equals(COMPLETE);
  }

  /** The complete run's options and the hashes of its data, by the names of the resume rules. */
  JsonObject optionsAndData() {
    return options.deepCopy();
  }

  /** The complete run's labels in the order of the logits. */
  LabelSet labels() {
    return labels;
  }

  /** What the complete run was trained for. */
  ProblemType problemType() {
    return problemType;
  }

  /** The complete run's numbers; null for one that was not finite. */
  Map<String, Object> metrics() {
    return metrics;
  }

  private JsonObject options() {
    JsonObject values = object("options").deepCopy();
    values.addProperty("train_sha256", text(object("train"), "sha256"));
    if (json.has("eval") && object("eval").has("sha256")) {
      values.addProperty("eval_sha256", text(object("eval"), "sha256"));
    }
    return values;
  }

  private List<String> labelNames() {
    if (!json.has("labels") || !json.get("labels").isJsonArray()) {
      throw wrong("labels", "a list");
    }
    List<String> names = new ArrayList<>();
    for (JsonElement label : json.getAsJsonArray("labels")) {
      if (!label.isJsonPrimitive()) {
        throw wrong("labels", "a list of strings");
      }
      names.add(label.getAsString());
    }
    return names;
  }

  private Double number(Map.Entry<String, JsonElement> metric) {
    JsonElement value = metric.getValue();
    if (value.isJsonNull()) {
      return null;
    }
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
      throw wrong(metric.getKey(), "a number");
    }
    return value.getAsDouble();
  }

  private String text(JsonObject object, String name) {
    JsonElement value = object.get(name);
    if (value == null || !value.isJsonPrimitive()) {
      throw wrong(name, "a string");
    }
    return value.getAsString();
  }

  private JsonObject object(String name) {
    if (!json.has(name) || !json.get(name).isJsonObject()) {
      throw wrong(name, "an object");
    }
    return json.getAsJsonObject(name);
  }

  private ClassifineException wrong(String name, String rule) {
    return new ClassifineException(file + ": " + name + " is missing or is not " + rule + ".");
  }
}
