package dev.classifine.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A {@code tokenizer.json} from the {@code vocab.json} and {@code merges.txt} of RoBERTa. */
final class ByteLevelJson {

  private ByteLevelJson() {}

  /**
   * @param vocabulary ids by token
   * @param where the vocabulary's file, for errors
   * @param merges two tokens a line, the first to be merged first; the first line may be a comment
   */
  static JsonObject of(
      JsonObject vocabulary,
      String where,
      String merges,
      SpecialTokens special,
      JsonObject config) {
    Map<String, Integer> ids = ids(vocabulary, where);
    boolean prefixSpace =
        config.has("add_prefix_space") && config.get("add_prefix_space").toString().equals("true");
    JsonObject json = new JsonObject();
    json.addProperty("version", "1.0");
    json.add("added_tokens", special.added(ids));
    json.add("pre_tokenizer", byteLevel("ByteLevel", prefixSpace));
    JsonObject processor = byteLevel("RobertaProcessing", prefixSpace);
    processor.add("sep", pair(special, "sep_token", ids, where));
    processor.add("cls", pair(special, "cls_token", ids, where));
    json.add("post_processor", processor);
    JsonObject model = WordPieceJson.typed("BPE");
    model.addProperty("continuing_subword_prefix", "");
    model.addProperty("end_of_word_suffix", "");
    model.addProperty("fuse_unk", false);
    model.add("vocab", vocabulary);
    model.add("merges", merges(merges));
    json.add("model", model);
    return json;
  }

  private static Map<String, Integer> ids(JsonObject vocabulary, String where) {
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (Map.Entry<String, JsonElement> entry : vocabulary.entrySet()) {
      String id = entry.getValue().toString();
      if (!id.matches("[0-9]{1,9}")) {
        throw new ClassifineException(
            where
                + ": \""
                + entry.getKey()
                + "\" has the id "
                + id
                + ". It must be a whole number of at least 0.");
      }
      ids.put(entry.getKey(), Integer.parseInt(id));
    }
    return ids;
  }

  private static JsonArray merges(String text) {
    JsonArray merges = new JsonArray();
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).isEmpty() && !(i == 0 && lines.get(i).startsWith("#version"))) {
        merges.add(lines.get(i));
      }
    }
    return merges;
  }

  private static JsonObject byteLevel(String type, boolean prefixSpace) {
    JsonObject object = WordPieceJson.typed(type);
    object.addProperty("add_prefix_space", prefixSpace);
    object.addProperty("trim_offsets", true);
    if (type.equals("ByteLevel")) {
      object.addProperty("use_regex", true);
    }
    return object;
  }

  private static JsonArray pair(
      SpecialTokens special, String role, Map<String, Integer> ids, String where) {
    JsonArray pair = new JsonArray();
    pair.add(special.token(role));
    pair.add(special.id(role, ids, where));
    return pair;
  }
}
