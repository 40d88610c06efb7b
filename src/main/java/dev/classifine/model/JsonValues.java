package dev.classifine.model;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * An object of a configuration with typed access: a value of another kind is an error that names
 * the file, the key, what was found and the rule.
 */
class JsonValues {

  private final JsonObject json;
  private final String where;

  /**
   * @param json the content; copied
   * @param where where it stands, for errors
   */
  JsonValues(JsonObject json, String where) {
    this.json = json.deepCopy();
    this.where = where;
  }

  /** Where it stands. */
  public String where() {
    return where;
  }

  /** A copy of all keys. */
  public JsonObject json() {
    return json.deepCopy();
  }

  /** A whole number of at least 1, a size or a count, or the default. */
  int size(String key, int missing) {
    int value = integer(key, missing);
    if (value < 1) {
      throw wrong(key, "at least 1");
    }
    return value;
  }

  /** A size that has two names. */
  int size(String key, String alias, int missing) {
    return has(key) ? size(key, missing) : size(alias, missing);
  }

  /** A whole number of at least 0, or the default. */
  int count(String key, int missing) {
    int value = integer(key, missing);
    if (value < 0) {
      throw wrong(key, "at least 0");
    }
    return value;
  }

  /** A number above 0, or the default. */
  double positive(String key, Double missing) {
    double value = number(key, missing);
    if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
      throw wrong(key, "above 0");
    }
    return value;
  }

  /** A whole number, or the default where the key is missing or null. */
  int integer(String key, int missing) {
    double value = number(key, (double) missing);
    if (value != Math.rint(value) || Math.abs(value) > Integer.MAX_VALUE) {
      throw wrong(key, "a whole number");
    }
    return (int) value;
  }

  /**
   * A number, or the default where the key is missing or null; a null default makes it required.
   */
  Double number(String key, Double missing) {
    if (!has(key)) {
      if (missing == null) {
        throw new ClassifineException(where + ": no " + key + ". The configuration must hold it.");
      }
      return missing;
    }
    JsonElement value = json.get(key);
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isNumber()) {
      throw wrong(key, "a number");
    }
    return value.getAsDouble();
  }

  /** A share in [0, 1), or the default. */
  double rate(String key, double missing) {
    double value = number(key, missing);
    if (!(value >= 0 && value < 1)) {
      throw wrong(key, "in [0, 1)");
    }
    return value;
  }

  /** A string, or the default where the key is missing or null. */
  String string(String key, String missing) {
    if (!has(key)) {
      return missing;
    }
    JsonElement value = json.get(key);
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isString()) {
      throw wrong(key, "a string");
    }
    return value.getAsString();
  }

  /** True or false, or the default where the key is missing or null. */
  boolean flag(String key, boolean missing) {
    if (!has(key)) {
      return missing;
    }
    JsonElement value = json.get(key);
    if (!value.isJsonPrimitive() || !value.getAsJsonPrimitive().isBoolean()) {
      throw wrong(key, "true or false");
    }
    return value.getAsBoolean();
  }

  /** The parts of a text between separators, or a list of strings; empty where it is missing. */
  List<String> strings(String key, String separator) {
    if (!has(key)) {
      return List.of();
    }
    if (!json.get(key).isJsonArray()) {
      return Stream.of(string(key, "").toLowerCase(Locale.ROOT).split(Pattern.quote(separator)))
          .map(String::strip)
          .toList();
    }
    List<String> parts = new ArrayList<>();
    for (JsonElement part : json.getAsJsonArray(key)) {
      if (!part.isJsonPrimitive() || !part.getAsJsonPrimitive().isString()) {
        throw wrong(key, "a list of strings");
      }
      parts.add(part.getAsString());
    }
    return parts;
  }

  /** The object under a key; an empty one where it is missing. */
  JsonValues child(String key) {
    if (!has(key)) {
      return new JsonValues(new JsonObject(), where + ": " + key);
    }
    if (!json.get(key).isJsonObject()) {
      throw wrong(key, "an object");
    }
    return new JsonValues(json.getAsJsonObject(key), where + ": " + key);
  }

  /** The names of all keys. */
  Set<String> keys() {
    return json.keySet();
  }

  /** Whether the key is there and null. */
  boolean isNull(String key) {
    return json.has(key) && json.get(key).isJsonNull();
  }

  /** Whether the key is there and not null. */
  boolean has(String key) {
    return json.has(key) && !json.get(key).isJsonNull();
  }

  /**
   * The error for a value that would change numbers and that no program computes.
   *
   * @param rule what is supported
   */
  ClassifineException unsupported(String key, String rule) {
    return new ClassifineException(
        where
            + ": "
            + key
            + " is "
            + Json.line(json.get(key))
            + ", which is not supported. "
            + rule);
  }

  /** The error for a value that breaks a rule. */
  final ClassifineException wrong(String key, String rule) {
    return new ClassifineException(
        where + ": " + key + " is " + Json.line(json.get(key)) + ". It must be " + rule + ".");
  }
}
