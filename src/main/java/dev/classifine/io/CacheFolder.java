package dev.classifine.io;

import dev.classifine.error.UsageException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * The folder of what is kept from one start to the next because it takes time to make. It may be
 * deleted at any time.
 */
public final class CacheFolder {

  /** Names the folder, or is {@value #OFF}. */
  private static final String VARIABLE = "CLASSIFINE_CACHE";

  private static final String OFF = "off";

  private CacheFolder() {}

  /**
   * The folder of this process.
   *
   * @return a folder that need not be there; empty where nothing is to be kept
   * @throws UsageException if an environment variable's value cannot be used
   */
  public static Optional<Path> fromEnvironment() {
    return from(System.getenv());
  }

  /**
   * The folder that these environment variables name.
   *
   * @return a folder that need not be there; empty where nothing is to be kept
   * @throws UsageException if a variable's value cannot be used
   */
  public static Optional<Path> from(Map<String, String> variables) {
    EnvironmentVariables environment = new EnvironmentVariables(variables);
    if (environment.value(VARIABLE).filter(OFF::equals).isPresent()) {
      return Optional.empty();
    }
    return environment
        .path(VARIABLE)
        .or(
            () ->
                Optional.of(environment.cacheHome())
                    .filter(Path::isAbsolute) // not so of a user without a home
                    .map(home -> home.resolve("classifine")));
  }
}
