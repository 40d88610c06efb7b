package dev.classifine.hub;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.EnvironmentVariables;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Reads the hub's environment variables. One that is set to nothing counts as not set. */
final class HubEnvironment {

  private static final Set<String> YES = Set.of("1", "TRUE", "YES", "ON");

  /** What can stand in a header. */
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private static final int DEFAULT_SECONDS = 10;
  private static final int MOST_SECONDS = 86_400;

  private final Map<String, String> variables;
  private final EnvironmentVariables environment;

  HubEnvironment(Map<String, String> variables) {
    this.variables = variables;
    this.environment = new EnvironmentVariables(variables);
  }

  HubSettings settings() {
    return new HubSettings(
        cache(),
        token(),
        endpoint(),
        isYes("HF_HUB_OFFLINE") || isYes("TRANSFORMERS_OFFLINE"),
        seconds("HF_HUB_ETAG_TIMEOUT"),
        seconds("HF_HUB_DOWNLOAD_TIMEOUT"),
        ProxyVariables.of(variables));
  }

  private Path cache() {
    return environment
        .path("HF_HUB_CACHE")
        .or(() -> environment.path("HUGGINGFACE_HUB_CACHE"))
        .orElseGet(() -> home().resolve("hub"));
  }

  /** The folder of everything that is kept for the hub. */
  private Path home() {
    return environment
        .path("HF_HOME")
        .orElseGet(() -> environment.cacheHome().resolve("huggingface"));
  }

  /**
   * None where it is not to be sent unasked, as in Python: neither the variable's nor the file's.
   */
  private Optional<String> token() {
    if (isYes("HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
      return Optional.empty();
    }
    Optional<String> given =
        environment.value("HF_TOKEN").or(() -> environment.value("HUGGING_FACE_HUB_TOKEN"));
    if (given.isPresent()) {
      return Optional.of(checked(given.get(), "HF_TOKEN"));
    }
    Path file = environment.path("HF_TOKEN_PATH").orElseGet(() -> home().resolve("token"));
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    try {
      String text = Files.readString(file).strip();
      return text.isEmpty() ? Optional.empty() : Optional.of(checked(text, file.toString()));
    } catch (IOException e) {
      throw new ClassifineException(
          file
              + ": the hub's token cannot be read: "
              + Reason.of(e)
              + ". Make the file readable, or set HF_TOKEN.",
          e);
    }
  }

  private static String checked(String token, String where) {
    if (!TOKEN.matcher(token).matches()) {
      throw new UsageException(
          where
              + ": not a token of the hub, which is one word of ASCII letters, digits and signs.");
    }
    return token;
  }

  private URI endpoint() {
    String text = environment.value("HF_ENDPOINT").orElse("https://huggingface.co");
    try {
      return new URI(text);
    } catch (URISyntaxException e) {
      throw new UsageException(
          "HF_ENDPOINT: the address of a hub is such as https://huggingface.co, not \""
              + text
              + "\".",
          e);
    }
  }

  private Duration seconds(String name) {
    String text = environment.value(name).orElse(String.valueOf(DEFAULT_SECONDS));
    try {
      int seconds = Integer.parseInt(text);
      if (seconds >= 1 && seconds <= MOST_SECONDS) {
        return Duration.ofSeconds(seconds);
      }
    } catch (NumberFormatException e) {
      // Told below.
    }
    throw new UsageException(
        name + ": must be whole seconds, 1 to " + MOST_SECONDS + ", not \"" + text + "\".");
  }

  private boolean isYes(String name) {
    return environment
        .value(name)
        .map(text -> text.toUpperCase(Locale.ROOT))
        .filter(YES::contains)
        .isPresent();
  }
}
