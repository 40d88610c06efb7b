package dev.classifine.card;

import com.google.gson.JsonObject;
import dev.classifine.checkpoint.Checkpoints;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a run was fine-tuned from. */
final class BaseModel {

  private static final Pattern ON_HUB = Pattern.compile("((?:[\\w.-]+/)?[\\w.-]+)(?:@.*)?");

  private BaseModel() {}

  /**
   * Its name on the hub; empty for a folder. A model came from the hub where its configuration was
   * read in the folder that the hub's cache has for it.
   */
  static Optional<String> hubName(JsonObject run) {
    String model = run.get("model").getAsString();
    Optional<String> published = Checkpoints.hubName(model);
    if (published.isPresent()) {
      return published;
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
