package dev.classifine.html;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A value of a run's files, which a person may have changed: what is missing is null, and a value
 * of another kind than is asked for is an error with its place.
 */
record Node(JsonElement json, String where) {

  private static final int LONGEST_VALUE = 200;

  /** A value of an object; {@link #isNull} where it has none of the name. */
  Node get(String name) {
    if (isNull()) {
      return this;
    }
    if (!json.isJsonObject()) {
      throw wrong("an object");
    }
    JsonElement value = json.getAsJsonObject().get(name);
    return new Node(value == null ? JsonNull.INSTANCE : value, where + ": " + name);
  }

  boolean isNull() {
    return json.isJsonNull();
  }

  /** A text, or a number or a truth value as text; null where it is missing. */
  String text() {
    if (isNull()) {
      return null;
    }
    if (!json.isJsonPrimitive()) {
      throw wrong("a string");
    }
    return json.getAsString();
  }

  /** A number; null where it is missing. */
  Double number() {
    if (isNull()) {
      return null;
    }
    if (!isNumber()) {
      throw wrong("a number");
    }
    return json.getAsDouble();
  }

  /** A whole number; 0 where it is missing. */
  long count() {
    Double number = number();
    return number == null ? 0 : number.longValue();
  }

  boolean isNumber() {
    return json.isJsonPrimitive() && json.getAsJsonPrimitive().isNumber();
  }

  /** The values of a list; none where it is missing. */
  List<Node> items() {
    if (isNull()) {
      return List.of();
    }
    if (!json.isJsonArray()) {
      throw wrong("a list");
    }
    List<Node> items = new ArrayList<>();
    for (JsonElement item : json.getAsJsonArray()) {
      items.add(new Node(item, where + "[" + items.size() + "]"));
    }
    return items;
  }

  /** The numbers of a list. */
  List<Double> numbers() {
    List<Double> numbers = new ArrayList<>();
    items().forEach(item -> numbers.add(item.number()));
    return numbers;
  }

  /** The values of an object by name, in their order; none where it is missing. */
  Map<String, Node> fields() {
    Map<String, Node> fields = new LinkedHashMap<>();
    if (!isNull()) {
      if (!json.isJsonObject()) {
        throw wrong("an object");
      }
      json.getAsJsonObject().keySet().forEach(name -> fields.put(name, get(name)));
    }
    return fields;
  }

  /** Any value in a few words: lists with commas, objects as JSON. */
  String shown() {
    if (isNull()) {
      return "–";
    }
    if (json.isJsonArray()) {
      return items().isEmpty()
          ? "none"
          : shortened(String.join(", ", items().stream().map(Node::shown).toList()));
    }
    return shortened(json.isJsonPrimitive() ? json.getAsString() : Json.line(json));
  }

  private static String shortened(String text) {
    return text.codePointCount(0, text.length()) <= LONGEST_VALUE
        ? text
        : text.substring(0, text.offsetByCodePoints(0, LONGEST_VALUE)) + "…";
  }

  private ClassifineException wrong(String rule) {
    return new ClassifineException(
        where + " is " + Json.kind(json) + " where " + rule + " must stand.");
  }
}
