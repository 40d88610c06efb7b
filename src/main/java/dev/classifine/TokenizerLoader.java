package dev.classifine;

import com.google.gson.JsonElement;
import dev.classifine.checkpoint.Checkpoint;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import dev.classifine.model.TextModel;
import dev.classifine.text.TextTokenizer;
import java.nio.charset.StandardCharsets;

/** The tokenizer of a checkpoint, cut to what its model can take. */
final class TokenizerLoader {

  private TokenizerLoader() {}

  /**
   * Loads it.
   *
   * @param maxLength the most tokens asked for; 0 takes what the tokenizer and the model allow
   * @throws UsageException if the model has fewer positions
   */
  static TextTokenizer load(Checkpoint checkpoint, TextModel model, int maxLength) {
    int positions = model.maxTokens();
    if (maxLength > positions) {
      throw new UsageException(
          "--max-length: "
              + maxLength
              + " is more than the "
              + positions
              + " positions of "
              + checkpoint.name()
              + ". It must be at most that.");
    }
    int length = maxLength > 0 ? maxLength : Math.min(positions, tokenizerLimit(checkpoint));
    byte[] json = checkpoint.tokenizerFile("tokenizer.json");
    String where = checkpoint.name() + "/tokenizer.json";
    if (json == null) {
      throw new ClassifineException(where + ": missing. A checkpoint must hold its tokenizer.");
    }
    return TextTokenizer.load(new String(json, StandardCharsets.UTF_8), where, length);
  }

  /**
   * {@code model_max_length} of {@code tokenizer_config.json}; transformers writes a huge number
   * for "unknown".
   */
  private static int tokenizerLimit(Checkpoint checkpoint) {
    byte[] config = checkpoint.tokenizerFile("tokenizer_config.json");
    if (config == null) {
      return Integer.MAX_VALUE;
    }
    String where = checkpoint.name() + "/tokenizer_config.json";
    JsonElement limit =
        Json.parseObject(new String(config, StandardCharsets.UTF_8), where).get("model_max_length");
    boolean isNumber =
        limit != null && limit.isJsonPrimitive() && limit.getAsJsonPrimitive().isNumber();
    return isNumber ? (int) Math.min(Integer.MAX_VALUE, limit.getAsDouble()) : Integer.MAX_VALUE;
  }
}
