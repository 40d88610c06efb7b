package dev.classifine.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;

/**
 * The pattern of a step that replaces or splits: {@code {"String": ...}} or a regular expression.
 */
final class PatternRules {

  private PatternRules() {}

  /**
   * Checks a pattern.
   *
   * @return whether it may match an empty text
   */
  static boolean check(JsonElement value, Rule rule) {
    JsonObject pattern = rule.object(value);
    if (pattern.size() == 1 && pattern.has("String")) {
      return rule.at("String").text(pattern.get("String")).isEmpty();
    }
    if (pattern.size() != 1 || !pattern.has("Regex")) {
      throw rule.broken(value, "It must hold either a String or a Regex.");
    }
    Rule at = rule.at("Regex");
    return new RegexShape(at.text(pattern.get("Regex")), at).mayBeEmpty();
  }
}
