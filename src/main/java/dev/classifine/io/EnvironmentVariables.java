package dev.classifine.io;

import dev.classifine.error.UsageException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Environment variables as texts and paths. One that is set to nothing counts as not set. */
public final class EnvironmentVariables {

  private static final Pattern VARIABLE = Pattern.compile("\\$(?:\\{(\\w+)\\}|(\\w+))");

  private final Map<String, String> variables;

  /**
   * @param variables values by the variables' names
   */
  public EnvironmentVariables(Map<String, String> variables) {
    this.variables = variables;
  }

  /** A variable's value without white space around it. */
  public Optional<String> value(String name) {
    return Optional.ofNullable(variables.get(name)).map(String::strip).filter(s -> !s.isEmpty());
  }

  /**
   * A variable's value as a path, with the user's folder for "~" and the values of variables, which
   * a shell has not replaced.
   *
   * @throws UsageException if it cannot be one
   */
  public Optional<Path> path(String name) {
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

  /**
   * The folder of what programs keep for this user and can make anew: one folder for each. A
   * relative one that is named counts as none (XDG Base Directory Specification).
   */
  public Path cacheHome() {
    return path("XDG_CACHE_HOME")
        .filter(Path::isAbsolute)
        .orElseGet(() -> Path.of(userHome()).resolve(".cache"));
  }

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
}
