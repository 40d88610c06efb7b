package dev.classifine.maven;

import dev.classifine.error.ClassifineException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds a jar in Maven's local repository, or else fetches it into that from the remote
 * repositories. What Maven's settings say holds: the local repository, mirrors, proxies,
 * credentials, the repositories of active profiles, offline. Only the jar is fetched, neither its
 * POM nor what it depends on.
 */
public final class ArtifactResolver {

  private static final Logger LOG = LoggerFactory.getLogger(ArtifactResolver.class);

  private final Properties system;
  private final Map<String, String> environment;

  /** With the system properties and environment variables that say where Maven's files are. */
  ArtifactResolver(Properties system, Map<String, String> environment) {
    this.system = system;
    this.environment = environment;
  }

  /** With the settings of the user who runs this program. */
  public static ArtifactResolver ofThisMachine() {
    return new ArtifactResolver(System.getProperties(), System.getenv());
  }

  /**
   * A jar in the local repository, after fetching it where it is not there.
   *
   * @param name what the user calls it, for the log and errors
   * @throws ClassifineException if Maven's settings cannot be read, or the jar cannot be fetched;
   *     the message ends with the command that fetches it
   */
  public Path jar(String name, Coordinates coordinates) {
    String subject = name + " (" + coordinates + ")";
    MavenSettings settings;
    try {
      settings = MavenSettings.read(system, environment);
    } catch (ClassifineException e) {
      throw new ClassifineException(subject + ": " + e.getMessage(), e);
    }
    Path local = coordinates.in(settings.localRepository());
    if (Files.isRegularFile(local)) {
      return local;
    }
    return fetch(subject, coordinates, settings);
  }

  private static Path fetch(String subject, Coordinates coordinates, MavenSettings settings) {
    long start = System.nanoTime();
    try (RemoteRepositories repositories = new RemoteRepositories(settings)) {
      if (!settings.offline()) {
        LOG.info("Fetching {} from Maven's repositories.", subject);
      }
      Path jar = repositories.fetch(coordinates);
      LOG.info(
          "Fetched {}: {} MB in {} s, kept as {}.",
          subject,
          Math.round(jar.toFile().length() / 1e6),
          TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start),
          jar);
      return jar;
    } catch (FetchFailure e) {
      throw new ClassifineException(
          subject
              + " is neither on the class path nor in the local repository "
              + settings.localRepository()
              + ", and cannot be fetched: "
              + e.getMessage()
              + ". Where Maven's repositories can be reached, fetch it once with: "
              + coordinates.fetchCommand(),
          e);
    }
  }
}
