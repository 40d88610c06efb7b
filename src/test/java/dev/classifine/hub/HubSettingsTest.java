package dev.classifine.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.UsageException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HubSettingsTest {

  private static Path cache(String... variables) {
    return settings(variables).cache();
  }

  private static HubSettings settings(String... variables) {
    Map<String, String> map = new java.util.HashMap<>(Map.of("HOME", "/nobody"));
    for (int i = 0; i < variables.length; i += 2) {
      map.put(variables[i], variables[i + 1]);
    }
    return HubSettings.from(map);
  }

  @Test
  void theCacheIsWherePythonLooksForIt() {
    assertEquals(Path.of("/nobody/.cache/huggingface/hub"), cache());
    assertEquals(Path.of("/x/huggingface/hub"), cache("XDG_CACHE_HOME", "/x"));
    assertEquals(Path.of("/h/hub"), cache("XDG_CACHE_HOME", "/x", "HF_HOME", "/h"));
    assertEquals(Path.of("/c"), cache("HF_HUB_CACHE", "/c", "HF_HOME", "/h"));
    assertEquals(Path.of("/l"), cache("HUGGINGFACE_HUB_CACHE", "/l", "HF_HOME", "/h"));
    assertEquals(Path.of("/nobody/c"), cache("HF_HUB_CACHE", "~/c"));
    assertEquals(
        Path.of("/s/c/$T"), cache("HF_HUB_CACHE", "$S/c/${T}".replace("${T}", "$T"), "S", "/s"));
    assertEquals(Path.of("/s/c"), cache("HF_HUB_CACHE", "${S}/c", "S", "/s"));
    assertEquals(Path.of("/nobody/.cache/huggingface/hub"), cache("HF_HOME", " "));
  }

  @Test
  void theDefaults() {
    HubSettings settings = settings();
    assertEquals(URI.create("https://huggingface.co"), settings.endpoint());
    assertEquals(Optional.empty(), settings.token());
    assertFalse(settings.offline());
    assertEquals(Duration.ofSeconds(10), settings.etagTimeout());
    assertEquals(Duration.ofSeconds(10), settings.downloadTimeout());
  }

  @Test
  void theTokenIsTakenFromTheVariableOrFromTheFile(@TempDir Path home) throws IOException {
    Files.writeString(home.resolve("token"), "hf_file\n");
    Path other = Files.writeString(home.resolve("other"), "hf_other");
    assertEquals(Optional.of("hf_file"), settings("HF_HOME", home.toString()).token());
    assertEquals(Optional.of("hf_other"), settings("HF_TOKEN_PATH", other.toString()).token());
    HubSettings both = settings("HF_HOME", home.toString(), "HF_TOKEN", " hf_variable ");
    assertEquals(Optional.of("hf_variable"), both.token());
    assertFalse(both.toString().contains("hf_variable"), both.toString());
    Files.writeString(home.resolve("token"), "\n");
    assertEquals(Optional.empty(), settings("HF_HOME", home.toString()).token());
  }

  @Test
  void noTokenIsTakenWhereItIsNotToBeSentUnasked(@TempDir Path home) throws IOException {
    Files.writeString(home.resolve("token"), "hf_file");
    String name = "HF_HUB_DISABLE_IMPLICIT_TOKEN";
    assertEquals(Optional.empty(), settings("HF_HOME", home.toString(), name, "1").token());
    assertEquals(Optional.empty(), settings("HF_TOKEN", "hf_variable", name, "true").token());
    assertEquals(Optional.of("hf_file"), settings("HF_HOME", home.toString(), name, "0").token());
  }

  @Test
  void aTokenThatCannotStandInAHeaderIsNotShown() {
    UsageException error =
        assertThrows(UsageException.class, () -> settings("HF_TOKEN", "secret\nX: y"));
    assertTrue(error.getMessage().startsWith("HF_TOKEN"), error.getMessage());
    assertFalse(error.getMessage().contains("secret"), error.getMessage());
  }

  @ParameterizedTest
  @CsvSource({"1,true", "true,true", "YES,true", "on,true", "0,false", "no,false", "maybe,false"})
  void offline(String value, boolean expected) {
    assertEquals(expected, settings("HF_HUB_OFFLINE", value).offline());
    assertEquals(expected, settings("TRANSFORMERS_OFFLINE", value).offline());
  }

  @Test
  void timeLimits() {
    HubSettings settings = settings("HF_HUB_ETAG_TIMEOUT", "3", "HF_HUB_DOWNLOAD_TIMEOUT", "45");
    assertEquals(Duration.ofSeconds(3), settings.etagTimeout());
    assertEquals(Duration.ofSeconds(45), settings.downloadTimeout());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "-1", "1.5", "ten", "999999999999"})
  void timeLimitsThatAreNone(String value) {
    UsageException error =
        assertThrows(UsageException.class, () -> settings("HF_HUB_DOWNLOAD_TIMEOUT", value));
    assertTrue(error.getMessage().contains("\"" + value + "\""), error.getMessage());
  }

  @Test
  void anEndpointMayHaveAPathAndASlashAtItsEnd() {
    assertEquals(
        URI.create("http://mirror:8080/hf"),
        settings("HF_ENDPOINT", "http://mirror:8080/hf//").endpoint());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"huggingface.co", "ftp://a", "http:/a", "http://a b", "https://a?b", "file:///a"})
  void endpointsThatAreNone(String value) {
    UsageException error = assertThrows(UsageException.class, () -> settings("HF_ENDPOINT", value));
    assertTrue(error.getMessage().contains("\"" + value + "\""), error.getMessage());
  }

  @Test
  void thePasswordOfAnEndpointIsNotShown() {
    UsageException error =
        assertThrows(UsageException.class, () -> settings("HF_ENDPOINT", "https://me:secret@a"));
    assertFalse(error.getMessage().contains("secret"), error.getMessage());
  }
}
