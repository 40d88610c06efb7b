package dev.classifine.text;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import dev.classifine.io.Unicode;
import java.util.List;

/**
 * What the native tokenizers library takes for granted while it reads a {@code tokenizer.json} and
 * encodes: where it is not so, it ends the whole process. Checked when a tokenizer is loaded.
 */
final class NativeTokenizerRules {

  /** What encoding needs; truncation, padding and the decoder do not count. */
  private static final List<String> KEYS =
      List.of("version", "added_tokens", "normalizer", "pre_tokenizer", "post_processor", "model");

  private NativeTokenizerRules() {}

  /**
   * Checks that the library can read a tokenizer and encode every text with it.
   *
   * @param where the file, for errors
   * @return what the library is given
   * @throws dev.classifine.error.ClassifineException if it could not
   */
  static String checked(JsonObject tokenizer, String where) {
    Rule rule = new Rule(where, "");
    JsonObject kept = new JsonObject();
    for (String key : KEYS) {
      JsonElement value = tokenizer.get(key);
      if (value != null) {
        kept.add(key, value);
      }
    }
    ModelRules.check(kept.get("model"), rule.at("model"));
    JsonElement normalizer = kept.get("normalizer");
    boolean normalized = normalizer != null && !normalizer.isJsonNull();
    AddedTokenRules.check(kept.get("added_tokens"), normalized, rule.at("added_tokens"));
    long growth = NormalizerRules.check(normalizer, rule.at("normalizer"));
    PreTokenizerRules.check(kept.get("pre_tokenizer"), rule.at("pre_tokenizer"), growth);
    PostProcessorRules.check(kept.get("post_processor"), rule.at("post_processor"));
    String json = Json.line(kept);
    String wellFormed = Unicode.wellFormed(json);
    if (!wellFormed.equals(json)) {
      int at = 0;
      while (json.charAt(at) == wellFormed.charAt(at)) {
        at++;
      }
      String around = wellFormed.substring(Math.max(0, at - 20), at + 1);
      throw rule.at("text")
          .broken("..." + around, "It holds half of a surrogate pair, which is no character.");
    }
    NormalizedTokens.check(kept, rule.at("added_tokens"));
    return json;
  }
}
