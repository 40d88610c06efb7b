package dev.classifine.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@code tokenizer.json} from the {@code vocab.txt} of BERT and its kin. */
final class WordPieceJson {

  private WordPieceJson() {}

  /**
   * @param vocabulary a token a line, its id the line's number from 0
   * @param where the file, for errors
   */
  static JsonObject of(String vocabulary, String where, SpecialTokens special, JsonObject config) {
    Map<String, Integer> ids = ids(vocabulary, where);
    int cls = special.id("cls_token", ids, where);
    int sep = special.id("sep_token", ids, where);
    special.id("unk_token", ids, where);
    JsonObject json = new JsonObject();
    json.addProperty("version", "1.0");
    json.add("added_tokens", special.added(ids));
    json.add("normalizer", normalizer(config));
    json.add("pre_tokenizer", typed("BertPreTokenizer"));
    boolean twice = special.token("cls_token").equals("<s>"); // MPNet, as RoBERTa, has two
    json.add(
        "post_processor",
        template(special.token("cls_token"), cls, special.token("sep_token"), sep, twice));
    JsonObject model = typed("WordPiece");
    model.addProperty("unk_token", special.token("unk_token"));
    model.addProperty("continuing_subword_prefix", "##");
    model.addProperty("max_input_chars_per_word", 100);
    JsonObject vocab = new JsonObject();
    ids.forEach(vocab::addProperty);
    model.add("vocab", vocab);
    json.add("model", model);
    return json;
  }

  private static Map<String, Integer> ids(String vocabulary, String where) {
    List<String> lines = vocabulary.lines().toList();
    if (lines.isEmpty()) {
      throw new ClassifineException(where + ": is empty. It must hold a token a line.");
    }
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (int i = 0; i < lines.size(); i++) {
      ids.put(lines.get(i), i);
    }
    return ids;
  }

  private static JsonObject normalizer(JsonObject config) {
    JsonObject normalizer = typed("BertNormalizer");
    normalizer.addProperty("clean_text", true);
    normalizer.add("handle_chinese_chars", or(config.get("tokenize_chinese_chars"), true));
    JsonElement strip = config.get("strip_accents");
    normalizer.add("strip_accents", strip == null ? JsonNull.INSTANCE : strip);
    normalizer.add("lowercase", or(config.get("do_lower_case"), true));
    return normalizer;
  }

  private static JsonElement or(JsonElement given, boolean missing) {
    return given != null && !given.isJsonNull()
        ? given
        : new com.google.gson.JsonPrimitive(missing);
  }

  /** {@code [CLS] A [SEP]} and {@code [CLS] A [SEP] B [SEP]}, B with type 1. */
  private static JsonObject template(
      String cls, int clsId, String sep, int sepId, boolean separatedTwice) {
    JsonArray single = new JsonArray();
    single.add(piece("SpecialToken", cls, 0));
    single.add(piece("Sequence", "A", 0));
    single.add(piece("SpecialToken", sep, 0));
    JsonArray pair = single.deepCopy();
    int second = separatedTwice ? 0 : 1;
    if (separatedTwice) {
      pair.add(piece("SpecialToken", sep, 0));
    }
    pair.add(piece("Sequence", "B", second));
    pair.add(piece("SpecialToken", sep, second));
    JsonObject tokens = new JsonObject();
    tokens.add(cls, special(cls, clsId));
    tokens.add(sep, special(sep, sepId));
    JsonObject template = typed("TemplateProcessing");
    template.add("single", single);
    template.add("pair", pair);
    template.add("special_tokens", tokens);
    return template;
  }

  private static JsonObject piece(String kind, String id, int type) {
    JsonObject content = new JsonObject();
    content.addProperty("id", id);
    content.addProperty("type_id", type);
    JsonObject piece = new JsonObject();
    piece.add(kind, content);
    return piece;
  }

  private static JsonObject special(String token, int id) {
    JsonArray ids = new JsonArray();
    ids.add(id);
    JsonArray tokens = new JsonArray();
    tokens.add(token);
    JsonObject special = new JsonObject();
    special.addProperty("id", token);
    special.add("ids", ids);
    special.add("tokens", tokens);
    return special;
  }

  static JsonObject typed(String type) {
    JsonObject object = new JsonObject();
    object.addProperty("type", type);
    return object;
  }
}
