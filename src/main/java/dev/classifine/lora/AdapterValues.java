package dev.classifine.lora;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** The values of an {@code adapter_config.json}; errors name the file, the key and the rule. */
final class AdapterValues {

  private static final String MERGE =
      " Merge the adapter with PEFT (merge_and_unload, save_pretrained) and use the result.";

  private final JsonObject json;
  private final String where;

  AdapterValues(JsonObject json, String where) {
    this.json = json;
    this.where = where;
  }

  /**
   * Checks a string; the check sees null where the key is missing, null or not a string.
   *
   * @param rule what is supported, as a sentence
   */
  void require(String key, Predicate<String> check, String rule) {
    JsonElement value = json.get(key);
    boolean text = value instanceof JsonPrimitive primitive && primitive.isString();
    if (!check.test(text ? value.getAsString() : null)) {
      throw new ClassifineException(
          where
              + ": "
              + key
              + " is "
              + (value == null ? "missing" : Json.line(value))
              + ", which is not supported. "
              + rule
              + MERGE);
    }
  }

  /** Refuses a value other than null, false or empty. */
  void refuse(String key, String meaning) {
    JsonElement value = json.get(key);
    if (value == null || isNone(value)) {
      return;
    }
    throw new ClassifineException(
        where
            + ": "
            + key
            + " is "
            + Json.line(value)
            + ": "
            + meaning
            + ", which is not supported."
            + MERGE);
  }

  private static boolean isNone(JsonElement value) {
    return value.isJsonNull()
        || value.equals(new JsonPrimitive(false))
        || value.isJsonArray() && value.getAsJsonArray().isEmpty()
        || value.isJsonObject() && value.getAsJsonObject().isEmpty();
  }

  int rank() {
    double rank = number("r");
    if (rank != Math.rint(rank) || rank < 1 || rank > Integer.MAX_VALUE) {
      throw wrong("r", "a whole number of at least 1");
    }
    return (int) rank;
  }

  double alpha() {
    double alpha = number("lora_alpha");
    if (!Double.isFinite(alpha)) {
      throw wrong("lora_alpha", "a number");
    }
    return alpha;
  }

  boolean flag(String key) {
    JsonElement value = json.get(key);
    if (value == null || value.isJsonNull()) {
      return false;
    }
    if (value instanceof JsonPrimitive primitive && primitive.isBoolean()) {
      return primitive.getAsBoolean();
    }
    throw wrong(key, "true or false");
  }

  Optional<String> text(String key) {
    JsonElement value = json.get(key);
    if (value == null || value.isJsonNull()) {
      return Optional.empty();
    }
    if (value instanceof JsonPrimitive primitive && primitive.isString()) {
      return Optional.of(primitive.getAsString()).filter(text -> !text.isBlank());
    }
    throw wrong(key, "a string");
  }

  List<String> names(String key) {
    JsonElement value = json.get(key);
    if (value == null || value.isJsonNull()) {
      return List.of();
    }
    if (!value.isJsonArray()) {
      throw wrong(key, "a list of strings");
    }
    List<String> names = new ArrayList<>();
    for (JsonElement name : value.getAsJsonArray()) {
      if (!(name instanceof JsonPrimitive primitive && primitive.isString())) {
        throw wrong(key, "a list of strings");
      }
      names.add(name.getAsString());
    }
    return List.copyOf(names);
  }

  ClassifineException noBase() {
    return new ClassifineException(
        where
            + ": no base_model_name_or_path. An adapter is of use only with its base model: write"
            + " the base model's folder or name there.");
  }

  private double number(String key) {
    if (json.get(key) instanceof JsonPrimitive primitive && primitive.isNumber()) {
      return primitive.getAsDouble();
    }
    throw wrong(key, "a number");
  }

  private ClassifineException wrong(String key, String rule) {
    JsonElement value = json.get(key);
    return new ClassifineException(
        where
            + ": "
            + key
            + " is "
            + (value == null ? "missing" : Json.line(value))
            + ". It must be "
            + rule
            + ".");
  }
}
