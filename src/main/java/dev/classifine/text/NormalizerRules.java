package dev.classifine.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.text.CharacterMapRules.CharacterMap;
import dev.classifine.text.Rule.Part;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** The normalizer of a tokenizer: what is done to a text before it is split. */
final class NormalizerRules {

  private static final Set<String> TYPES =
      Set.of(
          "BertNormalizer",
          "ByteLevel",
          "Lowercase",
          "NFC",
          "NFD",
          "NFKC",
          "NFKD",
          "Nmt",
          "Precompiled",
          "Prepend",
          "Replace",
          "Sequence",
          "Strip",
          "StripAccents");

  /** By how much a text may grow. */
  private static final long MOST_GROWTH = 256;

  private NormalizerRules() {}

  /**
   * Checks it and brings the character map of a {@code Precompiled} into the one form of base64
   * that the library reads.
   *
   * @return by how much a text may grow
   */
  static long check(JsonElement value, Rule rule) {
    long growth = 1;
    for (Part part : Rule.parts(rule, value, TYPES, "normalizers")) {
      JsonObject json = part.json();
      switch (part.type()) {
        case "Precompiled" -> {
          Rule at = part.rule().at("precompiled_charsmap");
          String charsmap = at.text(json.get("precompiled_charsmap"));
          CharacterMap map = CharacterMapRules.checked(charsmap, at);
          json.addProperty("precompiled_charsmap", map.base64());
          growth = grown(growth, map.growth(), part.rule());
        }
        case "Prepend" -> {
          if (part.rule().at("prepend").affix(json.get("prepend")).isEmpty()) {
            throw part.rule().at("prepend").broken(json.get("prepend"), "It must not be empty.");
          }
        }
        case "Replace" -> {
          boolean mayBeEmpty = PatternRules.check(json.get("pattern"), part.rule().at("pattern"));
          if (mayBeEmpty) {
            throw part.rule()
                .at("pattern")
                .broken(json.get("pattern"), "It must not match an empty text.");
          }
          String content = part.rule().at("content").text(json.get("content"));
          growth = grown(growth, bytes(content), part.rule());
        }
        case "ByteLevel" -> growth = grown(growth, 2, part.rule());
        default -> {}
      }
    }
    return growth;
  }

  /** The growth after one more step. */
  static long grown(long before, int factor, Rule rule) {
    long growth = before * Math.max(1, factor);
    if (growth > MOST_GROWTH) {
      throw rule.broken(
          "a step that makes a text up to " + growth + " times as long",
          "All steps together may make it " + MOST_GROWTH + " times as long.");
    }
    return growth;
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }
}
