package dev.classifine.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The special and added tokens of a tokenizer that has no {@code tokenizer.json}: from {@code
 * tokenizer_config.json}, {@code special_tokens_map.json} and {@code added_tokens.json}.
 */
final class SpecialTokens {

  private static final List<String> ROLES =
      List.of("unk_token", "sep_token", "pad_token", "cls_token", "mask_token");

  /** What transformers' tokenizer classes assume where no file says otherwise. */
  private static final Map<String, List<String>> DEFAULTS =
      Map.of(
          "bert", List.of("[UNK]", "[SEP]", "[PAD]", "[CLS]", "[MASK]"),
          "mpnet", List.of("[UNK]", "</s>", "<pad>", "<s>", "<mask>"),
          "roberta", List.of("<unk>", "</s>", "<pad>", "<s>", "<mask>"));

  private final boolean mpnet;
  private final Map<String, String> byRole = new LinkedHashMap<>();
  private final Map<String, JsonObject> details = new LinkedHashMap<>();
  private final Map<Integer, JsonObject> added = new TreeMap<>();

  SpecialTokens(TokenizerFiles files, JsonObject config) {
    JsonObject map = files.object("special_tokens_map.json").orElseGet(JsonObject::new);
    mpnet = files.modelType().equals("mpnet");
    String family =
        switch (files.modelType()) {
          case "mpnet" -> "mpnet";
          case "roberta", "xlm-roberta", "modernbert" -> "roberta";
          default -> "bert";
        };
    for (int i = 0; i < ROLES.size(); i++) {
      String role = ROLES.get(i);
      boolean own = config.has(role);
      String where = files.place(own ? "tokenizer_config.json" : "special_tokens_map.json");
      JsonElement given = own ? config.get(role) : map.get(role);
      byRole.put(role, content(given, DEFAULTS.get(family).get(i), where + ": " + role));
    }
    readAdded(files, config);
  }

  /** The token of a role such as {@code cls_token}. */
  String token(String role) {
    return byRole.get(role);
  }

  /**
   * The id of a role's token.
   *
   * @throws ClassifineException if the vocabulary lacks it
   */
  int id(String role, Map<String, Integer> vocabulary, String where) {
    Integer id = vocabulary.get(token(role));
    if (id == null) {
      throw new ClassifineException(
          where
              + ": the vocabulary has no \""
              + token(role)
              + "\", which is the "
              + role
              + ". It must hold it, or tokenizer_config.json must name another.");
    }
    return id;
  }

  /** The list {@code added_tokens} of {@code tokenizer.json}. */
  JsonArray added(Map<String, Integer> vocabulary) {
    Map<Integer, JsonObject> tokens = new TreeMap<>();
    byRole.forEach(
        (role, token) -> {
          Integer id = vocabulary.get(token);
          if (id != null) {
            JsonObject known = details.get(token);
            boolean spaced = mpnet && role.equals("mask_token");
            tokens.put(id, known != null ? known : entry(token, true, spaced));
          }
        });
    tokens.putAll(added);
    JsonArray list = new JsonArray();
    tokens.forEach(
        (id, token) -> {
          JsonObject entry = token.deepCopy();
          entry.addProperty("id", id);
          list.add(entry);
        });
    return list;
  }

  private void readAdded(TokenizerFiles files, JsonObject config) {
    files
        .object("added_tokens.json")
        .ifPresent(
            tokens ->
                tokens
                    .asMap()
                    .forEach(
                        (token, id) ->
                            added.put(
                                id(id.toString(), files.place("added_tokens.json")),
                                entry(token, byRole.containsValue(token), false))));
    if (config.get("added_tokens_decoder") instanceof JsonObject decoder) {
      String where = files.place("tokenizer_config.json");
      decoder
          .asMap()
          .forEach(
              (id, token) -> {
                if (token instanceof JsonObject entry) {
                  String place = where + ": added_tokens_decoder." + id;
                  added.put(id(id, where), entry(entry, place));
                }
              });
    }
  }

  /**
   * @param where the file and the key, for errors
   */
  private String content(JsonElement given, String missing, String where) {
    if (given == null || given.isJsonNull()) {
      return missing;
    }
    if (given instanceof JsonObject object) {
      JsonObject entry = entry(object, where);
      String content = entry.get("content").getAsString();
      details.put(content, entry);
      return content;
    }
    return text(given, where);
  }

  private static String text(JsonElement value, String where) {
    if (!Rule.isText(value)) {
      throw new ClassifineException(
          where
              + " is "
              + value
              + ". It must be a token: a string, or an object whose content is one.");
    }
    return value.getAsString();
  }

  private static int id(String text, String where) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new ClassifineException(
          where + ": an added token has the id " + text + ". It must be a whole number.", e);
    }
  }

  private static JsonObject entry(JsonObject given, String where) {
    JsonObject entry = entry(text(given.get("content"), where + ".content"), true, false);
    for (String key : List.of("single_word", "lstrip", "rstrip", "normalized", "special")) {
      if (given.has(key)) {
        entry.add(key, given.get(key));
      }
    }
    return entry;
  }

  private static JsonObject entry(String content, boolean special, boolean takesSpaceBefore) {
    JsonObject entry = new JsonObject();
    entry.addProperty("content", content);
    entry.addProperty("single_word", false);
    entry.addProperty("lstrip", takesSpaceBefore);
    entry.addProperty("rstrip", false);
    entry.addProperty("normalized", !special);
    entry.addProperty("special", special);
    return entry;
  }
}
