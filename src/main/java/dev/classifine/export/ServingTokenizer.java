package dev.classifine.export;

import com.google.gson.JsonElement;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import dev.classifine.text.TokenizerFiles;

/**
 * A {@code tokenizer.json} that says itself what DJL does not read elsewhere: which end of a long
 * text is cut off, and that batches are filled up on the right, where programs expect it.
 */
final class ServingTokenizer {

  private ServingTokenizer() {}

  /** The content; what was read where that says it already. */
  static String json(TokenizerFiles files, int maxLength) {
    String text = files.json();
    JsonObject json = Json.parseObject(text, "tokenizer.json");
    String side = files.cutsFromStart() ? "Left" : "Right";
    boolean cut = direction(json, "truncation").equals(side);
    boolean padded = direction(json, "padding").equals("Right");
    if (cut && padded) {
      return text;
    }
    if (!cut) {
      JsonObject truncation = new JsonObject();
      truncation.addProperty("direction", side);
      truncation.addProperty("max_length", maxLength);
      truncation.addProperty("strategy", "LongestFirst");
      truncation.addProperty("stride", 0);
      json.add("truncation", truncation);
    }
    if (!padded) {
      json.add("padding", JsonNull.INSTANCE);
    }
    return Json.line(json);
  }

  private static String direction(JsonObject json, String key) {
    JsonElement direction =
        json.get(key) instanceof JsonObject settings ? settings.get("direction") : null;
    return direction == null ? "Right" : direction.getAsString();
  }
}
