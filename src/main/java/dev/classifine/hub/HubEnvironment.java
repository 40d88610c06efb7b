package dev.classifine.hub;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Reason;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads the hub's environment variables. One that is set to nothing counts as not set. */
final class HubEnvironment {

  private static final Set<String> YES = Set.of("1", "TRUE", "YES", "ON");
  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)\\}|(\\w+))");

  /** What can stand in a header. */
  private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]+");

  private static final int DEFAULT_SECONDS = 10;
  private static final int MOST_SECONDS = 86_400;

  private final Map<String, String> variables;

  HubEnvironment(Map<String, String> variables) {
    this.variables = variables;
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
    return path("HF_HUB_CACHE")
        .or(() -> path("HUGGINGFACE_HUB_CACHE"))
        .orElseGet(() -> home().resolve("hub"));
  }

  /** The folder of everything that is kept for the hub. */
  private Path home() {
    return path("HF_HOME")
        .orElseGet(
            () ->
                path("XDG_CACHE_HOME")
                    .orElseGet(() -> Path.of(userHome()).resolve(".cache"))
                    .resolve("huggingface"));
  }

  /**
   * None where it is not to be sent unasked, as in Python: neither the variable's nor the file's.
   */
  private Optional<String> token() {
    if (isYes("HF_HUB_DISABLE_IMPLICIT_TOKEN")) {
      return Optional.empty();
    }
    Optional<String> given = value("HF_TOKEN").or(() -> value("HUGGING_FACE_HUB_TOKEN"));
    if (given.isPresent()) {
      return Optional.of(checked(given.get(), "HF_TOKEN"));
    }
    Path file = path("HF_TOKEN_PATH").orElseGet(() -> home().resolve("token"));
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
    String text = value("HF_ENDPOINT").orElse("https://huggingface.co");
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
    String text = value(name).orElse(String.valueOf(DEFAULT_SECONDS));
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
    return value(name).map(text -> text.toUpperCase(Locale.ROOT)).filter(YES::contains).isPresent();
  }

  private Optional<Path> path(String name) {
    return value(name)
        .map(
            text -> {
              try {
                return Path.of(expanded(text));
              } catch (InvalidPathException e) {
                throw new UsageException(name + ": not a path: \"" + text + "\".", e);
              }
            });
  }

  /** With the user's folder for "~" and the values of variables, which a shell has not replaced. */
  private String expanded(String text) {
    String path = text.equals("~") || text.startsWith("~/") ? userHome() + text.substring(1) : text;
    Matcher matcher = VARIABLE.matcher(path);
    return matcher.replaceAll(
        match -> {
          String name = match.group(1) == null ? match.group(2) : match.group(1);
          return Matcher.quoteReplacement(variables.getOrDefault(name, match.group()));
        });
  }

  private String userHome() {
    return value("HOME").orElseGet(() -> System.getProperty("user.home"));
  }

  private Optional<String> value(String name) {
    return Optional.ofNullable(variables.get(name)).map(String::strip).filter(s -> !s.isEmpty());
  }
}
