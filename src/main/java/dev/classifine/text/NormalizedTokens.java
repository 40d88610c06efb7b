package dev.classifine.text;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import ai.djl.huggingface.tokenizers.jni.TokenizersLibrary;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * Added tokens that are looked for in the normalized text, so are normalized themselves. Of one
 * that is empty then the library finds an occurrence inside of characters. What a normalizer leaves
 * of a token is seen with a tokenizer that has this normalizer and no added tokens.
 */
final class NormalizedTokens {

  private static final TokenizersLibrary NATIVE = TokenizersLibrary.LIB;
  private static final String MODEL =
      "{\"type\":\"WordLevel\",\"vocab\":{\"word\":0},\"unk_token\":\"word\"}";

  private NormalizedTokens() {}

  /** Checks that something is left of each; what else is wrong with a normalizer is not told. */
  static void check(JsonObject json, Rule rule) {
    JsonElement normalizer = json.get("normalizer");
    if (normalizer == null
        || normalizer.isJsonNull()
        || !(json.get("added_tokens") instanceof JsonArray tokens)
        || tokens.asList().stream().noneMatch(NormalizedTokens::isNormalized)) {
      return;
    }
    JsonObject probe = new JsonObject();
    probe.add("normalizer", normalizer);
    probe.add("model", Json.parse(MODEL, "the probe's model"));
    byte[] bytes = Json.line(probe).getBytes(StandardCharsets.UTF_8);
    try (HuggingFaceTokenizer tokenizer =
        HuggingFaceTokenizer.newInstance(
            new ByteArrayInputStream(bytes), Map.of("truncation", "false", "padding", "false"))) {
      for (int i = 0; i < tokens.size(); i++) {
        String content = tokens.get(i).getAsJsonObject().get("content").getAsString();
        if (isNormalized(tokens.get(i)) && !content.isEmpty() && isEmpty(tokenizer, content)) {
          throw rule.at(i)
              .broken(
                  tokens.get(i), "The normalizer leaves nothing of it; it must not be normalized.");
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException("reading from memory does not fail", e);
    }
  }

  private static boolean isNormalized(JsonElement token) {
    return token instanceof JsonObject object && AddedTokenRules.isTrue(object.get("normalized"));
  }

  private static boolean isEmpty(HuggingFaceTokenizer tokenizer, String text) {
    long encoding = NATIVE.encode(tokenizer.getHandle(), text, false);
    try {
      return NATIVE.getTokenIds(encoding).length == 0;
    } finally {
      NATIVE.deleteEncoding(encoding);
    }
  }
}
