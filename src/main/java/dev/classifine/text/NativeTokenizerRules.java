package dev.classifine.text;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import java.util.Set;

/**
 * What the native tokenizers library takes for granted while it encodes: where it is not so, it
 * ends the whole process. Checked when a tokenizer is loaded.
 */
final class NativeTokenizerRules {

  private NativeTokenizerRules() {}

  /**
   * Checks that every text can be encoded.
   *
   * @param where the file, for errors
   * @throws ClassifineException if a text that no token matches could not be
   */
  static void check(JsonObject tokenizer, String where) {
    if (!(tokenizer.get("model") instanceof JsonObject model)) {
      throw new ClassifineException(where + ": no object 'model'. It must hold the vocabulary.");
    }
    String type =
        model.has("type") ? model.get("type").toString().replace("\"", "") : untyped(model);
    switch (type) {
      case "WordPiece", "WordLevel" -> requireUnknown(model, type, where);
      case "BPE" -> {
        if (isText(model.get("unk_token"))) {
          requireUnknown(model, type, where);
        }
      }
      case "Unigram" -> requireUnknownId(model, where);
      default ->
          throw new ClassifineException(
              where
                  + ": the model's type is "
                  + type
                  + ". Supported are "
                  + Set.of("WordPiece", "WordLevel", "BPE", "Unigram").stream().sorted().toList()
                  + ".");
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
        isText(unknown)
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

  private static boolean isText(JsonElement value) {
    return value != null && value.isJsonPrimitive() && value.getAsJsonPrimitive().isString();
  }
}
