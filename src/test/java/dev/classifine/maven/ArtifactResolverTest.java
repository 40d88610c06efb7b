package dev.classifine.maven;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sonatype.plexus.components.cipher.DefaultPlexusCipher;

/** Against a repository on this machine, with settings of its own. */
class ArtifactResolverTest {

  private static final Coordinates WANTED = new Coordinates("org.example", "model", "1.0");
  private static final String PATH = "org/example/model/1.0/model-1.0.jar";
  private static final byte[] JAR = "the jar".getBytes(StandardCharsets.UTF_8);

  @TempDir private Path home;
  private final Properties system = new Properties();
  private final Map<String, String> environment = new HashMap<>();
  private FakeRepository repository;

  @BeforeEach
  void start() throws IOException {
    repository = new FakeRepository();
    system.setProperty("user.home", home.toString());
    settings(mirror("*", repository.url(), ""));
  }

  @AfterEach
  void stop() {
    repository.close();
  }

  @Test
  void fetchesTheJarAloneAndOnlyOnce() throws IOException {
    repository.put(PATH, JAR);
    Path jar = resolve();
    assertEquals(home.resolve(".m2/repository").resolve(PATH), jar);
    assertArrayEquals(JAR, Files.readAllBytes(jar));
    List<String> requests = List.of("/maven2/" + PATH, "/maven2/" + PATH + ".sha1");
    assertEquals(requests, repository.requests());
    assertEquals(jar, resolve());
    assertEquals(requests, repository.requests());
  }

  @Test
  void aJarInTheLocalRepositoryNeedsNoRemoteOne() throws IOException {
    settings("<offline>true</offline>");
    Path jar = home.resolve(".m2/repository").resolve(PATH);
    Files.createDirectories(jar.getParent());
    Files.write(jar, JAR);
    assertEquals(jar, resolve());
  }

  @Test
  void saysThatNoRepositoryHasIt() {
    fails("Could not find artifact org.example:model:jar:1.0 in mirror", repository.url());
    int requests = repository.requests().size();
    repository.put(PATH, JAR);
    resolve(); // a repository is asked again at once
    assertTrue(repository.requests().size() > requests);
  }

  @Test
  void refusesAWrongChecksum() throws IOException {
    repository.put(PATH, JAR, "0".repeat(40));
    fails("Checksum validation failed", "0".repeat(40));
    assertFalse(Files.exists(home.resolve(".m2/repository").resolve(PATH)));
    settings(profile("<activeByDefault>true</activeByDefault>", "warn"));
    resolve();
  }

  @Test
  void asksNobodyWhenMavenIsOffline() throws IOException {
    repository.put(PATH, JAR);
    settings("<offline>true</offline>" + mirror("*", repository.url(), ""));
    fails("offline");
    assertEquals(List.of(), repository.requests());
  }

  @Test
  void saysThatARepositoryIsOutOfReach() {
    repository.close();
    fails("Could not transfer artifact", "refused");
  }

  @Test
  void namesTheSettingsThatAreNoXml() throws IOException {
    settings("<servers><server><password>hidden</passwort></server></servers>");
    ClassifineException e = assertThrows(ClassifineException.class, this::resolve);
    assertTrue(e.getMessage().startsWith("tiny (org.example:model:1.0): Maven's settings"));
    assertTrue(e.getMessage().contains(home.resolve(".m2/settings.xml").toString()));
    assertTrue(e.getMessage().contains("line 1, column"), e.getMessage());
    assertTrue(e.getMessage().contains("Correct the file"), e.getMessage());
    assertFalse(e.getMessage().contains("hidden"), e.getMessage());
    assertEquals(1, e.getMessage().lines().count(), e.getMessage());
  }

  @Test
  void sendsTheServersCredentials() throws IOException {
    repository.put(PATH, JAR);
    repository.requirePassword("reader", "secret");
    fails("401");
    settings(server("secret") + mirror("*", repository.url(), ""));
    resolve();
  }

  @Test
  void decryptsPasswords() throws Exception {
    repository.put(PATH, JAR);
    repository.requirePassword("reader", "secret");
    DefaultPlexusCipher cipher = new DefaultPlexusCipher();
    Files.writeString(
        home.resolve(".m2/settings-security.xml"),
        "<settingsSecurity><master>"
            + cipher.encryptAndDecorate("the master", "settings.security")
            + "</master></settingsSecurity>");
    settings(
        server(cipher.encryptAndDecorate("secret", "the master"))
            + mirror("*", repository.url(), ""));
    resolve();
  }

  @Test
  void sendsTheServersHeaders() throws IOException {
    repository.put(PATH, JAR);
    repository.requireHeader("Job-Token", "a token");
    fails("401");
    settings(
        "<servers><server><id>mirror</id><configuration><httpHeaders><property>"
            + "<name>Job-Token</name><value>a token</value>"
            + "</property></httpHeaders></configuration></server></servers>"
            + mirror("*", repository.url(), ""));
    resolve();
  }

  @Test
  void keepsThePasswordOfAnAddressToItself() throws IOException {
    settings(mirror("*", repository.url().replace("localhost", "me:hidden@localhost"), ""));
    ClassifineException e = assertThrows(ClassifineException.class, this::resolve);
    assertFalse(e.getMessage().contains("hidden"), e.getMessage());
  }

  @Test
  void refusesABlockedMirror() throws IOException {
    settings(mirror("*", repository.url(), "<blocked>true</blocked>"));
    fails("Blocked mirror");
    assertEquals(List.of(), repository.requests());
  }

  @Test
  void usesTheRepositoriesOfActiveProfiles() throws IOException {
    repository.put(PATH, JAR);
    String inside = "<property><name>env.PLACE</name><value>office</value></property>";
    settings(profile(inside, "fail"));
    environment.put("PLACE", "office");
    resolve();
  }

  @Test
  void goesThroughTheProxy() throws IOException {
    repository.put(PATH, JAR);
    settings(
        "<proxies><proxy><active>true</active><protocol>http</protocol><host>localhost</host><port>"
            + repository.port()
            + "</port></proxy></proxies>"
            + mirror("*", "http://repository.invalid/maven2", ""));
    resolve();
  }

  @Test
  void readsTheInstallationsSettings() throws IOException {
    repository.put(PATH, JAR);
    Path maven = home.resolve("maven");
    Files.createDirectories(maven.resolve("conf"));
    Files.move(home.resolve(".m2/settings.xml"), maven.resolve("conf/settings.xml"));
    environment.put("MAVEN_HOME", maven.toString());
    resolve();
  }

  @Test
  void theLocalRepositoryIsWhereItIsSaidToBe() throws IOException {
    repository.put(PATH, JAR);
    settings(
        "<localRepository>${user.home}/jars</localRepository>" + mirror("*", repository.url(), ""));
    assertEquals(home.resolve("jars").resolve(PATH), resolve());
    system.setProperty("maven.repo.local", home.resolve("others").toString());
    assertEquals(home.resolve("others").resolve(PATH), resolve());
  }

  @Test
  void saysThatTheLocalRepositoryCannotBeWritten() throws IOException {
    repository.put(PATH, JAR);
    system.setProperty("maven.repo.local", home.resolve(".m2/settings.xml/jars").toString());
    fails("settings.xml/jars");
  }

  private Path resolve() {
    return new ArtifactResolver(system, environment).jar("tiny", WANTED);
  }

  private void fails(String... parts) {
    ClassifineException e = assertThrows(ClassifineException.class, this::resolve);
    String message = e.getMessage();
    assertTrue(message.startsWith("tiny (org.example:model:1.0) is neither on the"), message);
    assertTrue(
        message.endsWith("mvn dependency:get -Dartifact=org.example:model:1.0 -Dtransitive=false"),
        message);
    for (String part : parts) {
      assertTrue(message.contains(part), message);
    }
    assertEquals(1, message.lines().count(), message);
  }

  private void settings(String content) throws IOException {
    Files.createDirectories(home.resolve(".m2"));
    Files.writeString(home.resolve(".m2/settings.xml"), "<settings>" + content + "</settings>");
  }

  private static String mirror(String of, String url, String more) {
    return "<mirrors><mirror><id>mirror</id><mirrorOf>"
        + of
        + "</mirrorOf><url>"
        + url
        + "</url>"
        + more
        + "</mirror></mirrors>";
  }

  private static String server(String password) {
    return "<servers><server><id>mirror</id><username>reader</username><password>"
        + password
        + "</password></server></servers>";
  }

  private String profile(String activation, String checksumPolicy) {
    return "<profiles><profile><id>office</id><activation>"
        + activation
        + "</activation><repositories><repository><id>central</id><url>"
        + repository.url()
        + "</url><releases><checksumPolicy>"
        + checksumPolicy
        + "</checksumPolicy></releases></repository></repositories></profile></profiles>";
  }
}
