package dev.classifine.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import java.util.List;

/** The model of a tokenizer: its vocabulary and what it does with words that are not in it. */
final class ModelRules {

  private static final List<String> TYPES = List.of("BPE", "Unigram", "WordLevel", "WordPiece");

  /** The time that a word takes grows with the third power of its length. */
  private static final int LONGEST_WORD = 1000;

  private ModelRules() {}

  static void check(JsonElement value, Rule rule) {
    if (!(value instanceof JsonObject model)) {
      throw new ClassifineException(
          rule.where() + ": no object 'model'. It must hold the vocabulary.");
    }
    String type =
        model.has("type") ? model.get("type").toString().replace("\"", "") : untyped(model);
    if (!TYPES.contains(type)) {
      throw new ClassifineException(
          rule.where() + ": the model's type is " + type + ". Supported are " + TYPES + ".");
    }
    Rule prefix = rule.at("continuing_subword_prefix");
    String text = prefix.affix(model.get("continuing_subword_prefix"));
    rule.at("end_of_word_suffix").affix(model.get("end_of_word_suffix"));
    switch (type) {
      case "WordPiece" -> {
        requireUnknown(model, type, rule.where());
        if (model.has("max_input_chars_per_word")) {
          rule.at("max_input_chars_per_word")
              .number(model.get("max_input_chars_per_word"), LONGEST_WORD);
        }
      }
      case "WordLevel" -> requireUnknown(model, type, rule.where());
      case "BPE" -> {
        if (Rule.isText(model.get("unk_token"))) {
          requireUnknown(model, type, rule.where());
        }
        if (!text.isEmpty()) {
          checkMerges(model.get("merges"), text, rule.at("merges"));
        }
      }
      default -> requireUnknownId(model, rule.where());
    }
  }

  /** Old files leave the type out. */
  private static String untyped(JsonObject model) {
    if (model.has("merges")) {
      return "BPE";
    }
    if (model.has("unk_id")) {
      return "Unigram";
    }
    return model.has("continuing_subword_prefix") ? "WordPiece" : "WordLevel";
  }

  private static void requireUnknown(JsonObject model, String type, String where) {
    JsonElement unknown = model.get("unk_token");
    boolean there =
        Rule.isText(unknown)
            && model.get("vocab") instanceof JsonObject vocabulary
            && vocabulary.has(unknown.getAsString());
    if (!there) {
      throw new ClassifineException(
          where
              + ": the "
              + type
              + " model's unk_token is "
              + unknown
              + ", which is not in its vocabulary. It must be, for words that are not.");
    }
  }

  private static void requireUnknownId(JsonObject model, String where) {
    JsonElement id = model.get("unk_id");
    int size = model.get("vocab") instanceof JsonArray vocabulary ? vocabulary.size() : 0;
    boolean there =
        id != null && id.toString().matches("[0-9]{1,9}") && Integer.parseInt(id.toString()) < size;
    if (!there) {
      throw new ClassifineException(
          where
              + ": the Unigram model's unk_id is "
              + id
              + " and its vocabulary has "
              + size
              + " tokens. It must be one of them, for what no token matches.");
    }
  }

  /** The library cuts the prefix off the second part of a merge without looking. */
  private static void checkMerges(JsonElement value, String prefix, Rule rule) {
    JsonArray merges = rule.list(value);
    for (int i = 0; i < merges.size(); i++) {
      JsonElement merge = merges.get(i);
      String second;
      if (merge instanceof JsonArray pair && pair.size() == 2) {
        second = rule.at(i).at(1).text(pair.get(1));
      } else {
        String line = rule.at(i).text(merge);
        second = line.substring(line.indexOf(' ') + 1);
      }
      if (!second.startsWith(prefix)) {
        throw rule.at(i)
            .broken(
                merge,
                "Its second part must begin with the continuing_subword_prefix \""
                    + prefix
                    + "\".");
      }
    }
  }
}
