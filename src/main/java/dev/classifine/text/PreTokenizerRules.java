package dev.classifine.text;

import com.google.gson.JsonElement;
import dev.classifine.text.Rule.Part;
import java.util.Set;

/** The pre-tokenizer: how a text is split into words. */
final class PreTokenizerRules {

  private static final Set<String> TYPES =
      Set.of(
          "BertPreTokenizer",
          "ByteLevel",
          "CharDelimiterSplit",
          "Delimiter",
          "Digits",
          "FixedLength",
          "Metaspace",
          "Punctuation",
          "Sequence",
          "Split",
          "UnicodeScripts",
          "Whitespace",
          "WhitespaceSplit");

  private PreTokenizerRules() {}

  /**
   * @param growth by how much the normalizer may have made a text longer
   */
  static void check(JsonElement value, Rule rule, long growth) {
    long grown = growth;
    for (Part part : Rule.parts(rule, value, TYPES, "pretokenizers")) {
      switch (part.type()) {
        case "FixedLength" -> {
          if (part.json().has("length")) {
            part.rule().at("length").number(part.json().get("length"), Integer.MAX_VALUE);
          }
        }
        case "Split" -> PatternRules.check(part.json().get("pattern"), part.rule().at("pattern"));
        case "ByteLevel" -> grown = NormalizerRules.grown(grown, 2, part.rule());
        case "Metaspace" -> grown = NormalizerRules.grown(grown, 3, part.rule());
        default -> {}
      }
    }
  }
}
