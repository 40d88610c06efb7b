package dev.classifine.optim;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What {@link ReduceOnPlateau} remembers between two evaluations.
 *
 * @param learningRate the learning rate from here on
 * @param best the best value so far; null before the first
 * @param badEvaluations evaluations in a row that were no improvement, at least 0
 * @param cooldownLeft evaluations that will not be counted, at least 0
 */
public record PlateauState(double learningRate, Double best, int badEvaluations, int cooldownLeft) {

  /** The state by name, for a checkpoint's JSON. */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("learning_rate", learningRate);
    values.put("best", best);
    values.put("bad_evaluations", badEvaluations);
    values.put("cooldown_left", cooldownLeft);
    return values;
  }

  /**
   * The state that {@link #values} wrote.
   *
   * @param where what to call the object in an error
   * @throws ClassifineException if a value is missing or out of its range
   */
  public static PlateauState of(JsonObject json, String where) {
    double rate = number(json, "learning_rate", where);
    JsonElement best = json.get("best");
    return new PlateauState(
        rate,
        best == null || best.isJsonNull() ? null : (Double) number(json, "best", where),
        count(json, "bad_evaluations", where),
        count(json, "cooldown_left", where));
  }

  private static int count(JsonObject json, String key, String where) {
    double value = number(json, key, where);
    if (value != Math.rint(value) || value < 0 || value > Integer.MAX_VALUE) {
      throw wrong(json, key, where);
    }
    return (int) value;
  }

  private static double number(JsonObject json, String key, String where) {
    JsonElement value = json.get(key);
    if (value == null
        || !value.isJsonPrimitive()
        || !value.getAsJsonPrimitive().isNumber()
        || !Double.isFinite(value.getAsDouble())) {
      throw wrong(json, key, where);
    }
    return value.getAsDouble();
  }

  private static ClassifineException wrong(JsonObject json, String key, String where) {
    return new ClassifineException(
        where
            + ": "
            + key
            + " is "
            + (json.has(key) ? json.get(key) : "missing")
            + ". It must be a number"
            + (key.equals("learning_rate") || key.equals("best") ? "" : " of at least 0, whole")
            + ", as the run that wrote the checkpoint left it.");
  }
}
