package dev.classifine.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** A place in a {@code tokenizer.json} and the errors for what stands there. */
record Rule(String where, String path) {

  private static final int SHOWN = 80;
  private static final int LONGEST_AFFIX = 64;

  /** The place under a key. */
  Rule at(String key) {
    return new Rule(where, path.isEmpty() ? key : path + "." + key);
  }

  /** The place in a list. */
  Rule at(int index) {
    return new Rule(where, path + "[" + index + "]");
  }

  /** The error for what was found; the rule is a sentence. */
  ClassifineException broken(Object found, String rule) {
    String text = String.valueOf(found);
    String shown = text.length() > SHOWN ? text.substring(0, SHOWN) + "..." : text;
    return new ClassifineException(
        where
            + ": "
            + path
            + " is "
            + shown
            + ". "
            + rule
            + " Use the model's own tokenizer.json, or save it again with a current transformers.");
  }

  /** The object that must stand here. */
  JsonObject object(JsonElement value) {
    if (value instanceof JsonObject object) {
      return object;
    }
    throw broken(value, "It must be an object.");
  }

  /** The list that must stand here. */
  JsonArray list(JsonElement value) {
    if (value instanceof JsonArray list) {
      return list;
    }
    throw broken(value, "It must be a list.");
  }

  /** The string that must stand here. */
  String text(JsonElement value) {
    if (isText(value)) {
      return value.getAsString();
    }
    throw broken(value, "It must be a string.");
  }

  /** A string that is put before or after a word, or null; it must be short. */
  String affix(JsonElement value) {
    if (value == null || value.isJsonNull()) {
      return "";
    }
    String affix = text(value);
    if (affix.getBytes(StandardCharsets.UTF_8).length > LONGEST_AFFIX) {
      throw broken(value, "It must have at most " + LONGEST_AFFIX + " bytes.");
    }
    return affix;
  }

  /** Checks that a whole number from 1 to a limit stands here. */
  void number(JsonElement value, int limit) {
    boolean fits =
        value != null
            && value.toString().matches("[0-9]{1,9}")
            && Integer.parseInt(value.toString()) >= 1
            && Integer.parseInt(value.toString()) <= limit;
    if (!fits) {
      throw broken(value, "It must be a whole number from 1 to " + limit + ".");
    }
  }

  /**
   * Checks the type of a component and adds it, or what it is a sequence of, to a list.
   *
   * @param types the types that there may be
   * @param items the key of a sequence's list
   */
  void flatten(JsonElement value, Set<String> types, String items, List<Part> out) {
    if (value == null || value.isJsonNull()) {
      return;
    }
    JsonObject component = object(value);
    JsonElement type = component.get("type");
    if (!isText(type) || !types.contains(type.getAsString())) {
      throw at("type")
          .broken(
              type, "Supported are " + String.join(", ", types.stream().sorted().toList()) + ".");
    }
    if (!type.getAsString().equals("Sequence")) {
      out.add(new Part(type.getAsString(), component, this));
      return;
    }
    Rule rule = at(items);
    JsonArray list = rule.list(component.get(items));
    for (int i = 0; i < list.size(); i++) {
      rule.at(i).object(list.get(i));
      rule.at(i).flatten(list.get(i), types, items, out);
    }
  }

  static List<Part> parts(Rule rule, JsonElement value, Set<String> types, String items) {
    List<Part> parts = new ArrayList<>();
    rule.flatten(value, types, items, parts);
    return parts;
  }

  static boolean isText(JsonElement value) {
    return value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
  }

  /**
   * One component of a sequence.
   *
   * @param rule where it is
   */
  record Part(String type, JsonObject json, Rule rule) {}
}
