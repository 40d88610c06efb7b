package dev.classifine.maven;

import dev.classifine.error.ClassifineException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.maven.settings.Mirror;
import org.apache.maven.settings.Proxy;
import org.apache.maven.settings.Repository;
import org.apache.maven.settings.Server;
import org.apache.maven.settings.Settings;
import org.apache.maven.settings.building.DefaultSettingsBuilderFactory;
import org.apache.maven.settings.building.DefaultSettingsBuildingRequest;
import org.apache.maven.settings.building.SettingsBuildingException;
import org.apache.maven.settings.building.SettingsProblem;
import org.apache.maven.settings.crypto.DefaultSettingsDecrypter;
import org.apache.maven.settings.crypto.DefaultSettingsDecryptionRequest;
import org.apache.maven.settings.crypto.SettingsDecryptionResult;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;
import org.sonatype.plexus.components.sec.dispatcher.DefaultSecDispatcher;

/**
 * What the user's {@code ~/.m2/settings.xml} and the installation's {@code conf/settings.xml} say,
 * merged, with variables replaced and passwords decrypted.
 *
 * @param localRepository where jars are kept
 * @param offline whether nothing may be fetched
 * @param repositories those of the active profiles
 * @param proxies the active ones
 */
record MavenSettings(
    Path localRepository,
    boolean offline,
    List<Mirror> mirrors,
    List<Proxy> proxies,
    List<Server> servers,
    List<Repository> repositories) {

  private static final Logger LOG = LoggerFactory.getLogger(MavenSettings.class);

  /**
   * Reads the files that are there.
   *
   * @throws ClassifineException if one is not as it must be
   */
  static MavenSettings read(Properties system, Map<String, String> environment) {
    Path folder = Path.of(system.getProperty("user.home"), ".m2");
    Properties variables = variables(system, environment);
    Settings settings = effective(folder, variables);
    String repository = system.getProperty("maven.repo.local", settings.getLocalRepository());
    SettingsDecryptionResult decrypted = decrypt(settings, folder);
    return new MavenSettings(
        repository == null || repository.isBlank()
            ? folder.resolve("repository")
            : Path.of(repository).toAbsolutePath().normalize(),
        settings.isOffline(),
        settings.getMirrors(),
        decrypted.getProxies().stream().filter(Proxy::isActive).toList(),
        decrypted.getServers(),
        new ActiveProfiles(settings, variables).repositories());
  }

  private static Settings effective(Path folder, Properties variables) {
    DefaultSettingsBuildingRequest request = new DefaultSettingsBuildingRequest();
    request.setUserSettingsFile(folder.resolve("settings.xml").toFile());
    String home = variables.getProperty("maven.home", variables.getProperty("env.MAVEN_HOME"));
    if (home != null && !home.isBlank()) {
      request.setGlobalSettingsFile(Path.of(home, "conf", "settings.xml").toFile());
    }
    request.setSystemProperties(variables);
    try {
      return new DefaultSettingsBuilderFactory()
          .newInstance()
          .build(request)
          .getEffectiveSettings();
    } catch (SettingsBuildingException e) {
      throw new ClassifineException(
          "Maven's settings cannot be read: "
              + e.getProblems().stream()
                  .map(MavenSettings::problem)
                  .collect(Collectors.joining("; "))
              + ". Correct the file; mvn help:effective-settings checks it.",
          e);
    }
  }

  /** Without the parser's excerpt of the file, in which a password may stand. */
  private static String problem(SettingsProblem problem) {
    String message = problem.getMessage().replaceFirst("(?s) *\\(position:.*", "");
    String place = problem.getLocation();
    return place.isEmpty() || message.contains(place) ? message : message + " (" + place + ")";
  }

  private static SettingsDecryptionResult decrypt(Settings settings, Path folder) {
    String master = folder.resolve("settings-security.xml").toString();
    DefaultSecDispatcher dispatcher =
        new DefaultSecDispatcher(new DefaultPlexusCipher(), Map.of(), master);
    SettingsDecryptionResult result =
        new DefaultSettingsDecrypter(dispatcher)
            .decrypt(new DefaultSettingsDecryptionRequest(settings));
    for (SettingsProblem problem : result.getProblems()) {
      LOG.warn("Maven's settings: {}", problem.getMessage());
    }
    return result;
  }

  /** As {@code ${user.home}} and {@code ${env.HOME}} may stand in the settings. */
  private static Properties variables(Properties system, Map<String, String> environment) {
    Properties variables = new Properties();
    environment.forEach((name, value) -> variables.setProperty("env." + name, value));
    system
        .stringPropertyNames()
        .forEach(key -> variables.setProperty(key, system.getProperty(key)));
    return variables;
  }
}
