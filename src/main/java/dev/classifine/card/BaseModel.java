package dev.classifine.card;

import com.google.gson.JsonObject;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a run was fine-tuned from. */
final class BaseModel {

  /** The models of Maven's repositories, by their names on the hub. */
  static final Map<String, String> PRETRAINED =
      Map.of(
          "minilm", "sentence-transformers/all-MiniLM-L6-v2",
          "bge-small-en-v15", "BAAI/bge-small-en-v1.5",
          "e5-small-v2", "intfloat/e5-small-v2",
          "bge-small-zh", "BAAI/bge-small-zh");

  private static final Pattern ON_HUB = Pattern.compile("((?:[\\w.-]+/)?[\\w.-]+)(?:@.*)?");

  private BaseModel() {}

  /**
   * Its name on the hub; empty for a folder. A model came from the hub where its configuration was
   * read in the folder that the hub's cache has for it.
   */
  static Optional<String> hubName(JsonObject run) {
    String model = run.get("model").getAsString();
    if (PRETRAINED.containsKey(model)) {
      return Optional.of(PRETRAINED.get(model));
    }
    Matcher name = ON_HUB.matcher(model);
    if (!name.matches()) {
      return Optional.empty();
    }
    String cached = "/models--" + name.group(1).replace("/", "--") + "/snapshots/";
    String place = run.get("model_config").getAsString().replace('\\', '/');
    return place.contains(cached) ? Optional.of(name.group(1)) : Optional.empty();
  }
}
