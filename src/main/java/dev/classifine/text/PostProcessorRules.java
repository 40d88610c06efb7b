package dev.classifine.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.text.Rule.Part;
import java.util.List;
import java.util.Set;

/** The post-processor: which special tokens are put around a text or a pair. */
final class PostProcessorRules {

  private static final Set<String> TYPES =
      Set.of("BertProcessing", "ByteLevel", "RobertaProcessing", "Sequence", "TemplateProcessing");

  private PostProcessorRules() {}

  static void check(JsonElement value, Rule rule) {
    int adding = 0;
    for (Part part : Rule.parts(rule, value, TYPES, "processors")) {
      adding += part.type().equals("ByteLevel") ? 0 : 1;
      if (adding > 1) {
        throw part.rule()
            .at("type")
            .broken(part.type(), "Only one step of a sequence may add special tokens.");
      }
      if (part.type().equals("TemplateProcessing")) {
        checkTemplate(part.json(), part.rule());
      }
    }
  }

  private static void checkTemplate(JsonObject template, Rule rule) {
    JsonObject special = rule.at("special_tokens").object(template.get("special_tokens"));
    for (String token : special.keySet()) {
      Rule at = rule.at("special_tokens").at(token);
      JsonObject entry = at.object(special.get(token));
      int ids = at.at("ids").list(entry.get("ids")).size();
      int tokens = at.at("tokens").list(entry.get("tokens")).size();
      if (ids != tokens) {
        throw at.broken(entry, "It must have as many ids as tokens.");
      }
    }
    checkPieces(template.get("single"), List.of("A"), special, rule.at("single"));
    checkPieces(template.get("pair"), List.of("A", "B"), special, rule.at("pair"));
  }

  private static void checkPieces(
      JsonElement value, List<String> texts, JsonObject special, Rule rule) {
    JsonArray pieces = rule.list(value);
    List<String> missing = new java.util.ArrayList<>(texts);
    for (int i = 0; i < pieces.size(); i++) {
      JsonObject piece = rule.at(i).object(pieces.get(i));
      for (String kind : piece.keySet()) {
        JsonObject content = rule.at(i).at(kind).object(piece.get(kind));
        String id = rule.at(i).at(kind).at("id").text(content.get("id"));
        boolean known =
            kind.equals("Sequence")
                ? missing.remove(id)
                : kind.equals("SpecialToken") && special.has(id);
        if (!known) {
          throw rule.at(i)
              .broken(
                  piece,
                  "It must be one of the texts "
                      + texts
                      + ", each once, or a token that special_tokens holds.");
        }
      }
    }
    if (!missing.isEmpty()) {
      throw rule.broken(value, "It must hold each of the texts " + texts + " once.");
    }
  }
}
