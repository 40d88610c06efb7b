package dev.classifine.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A server that wants to write where it must not, or to fill the memory. */
class HostileHubTest {

  @TempDir Path folder;
  private Path cache;
  private FakeHub hub;
  private final PretendTime time = new PretendTime();

  @BeforeEach
  void start() throws IOException {
    cache = folder.resolve("cache");
    hub = new FakeHub();
  }

  @AfterEach
  void nothingWasWrittenBesideTheCache() throws IOException {
    hub.close();
    try (var files = Files.list(folder)) {
      assertTrue(List.of(cache).containsAll(files.toList()));
    }
  }

  private Path snapshot(HubSettings settings) {
    return new Hub(settings, HubProgress.NONE, time).snapshot(new HubModel("org/name"));
  }

  private String error() {
    HubSettings settings = hub.settings(cache);
    return assertThrows(ClassifineException.class, () -> snapshot(settings)).getMessage();
  }

  @Test
  void namesInTheListThatLeadOutAreNotAskedFor() throws IOException {
    for (String name :
        List.of("../../../../evil", "/etc/evil", "..", "", "a\\b", "x/config.json")) {
      hub.files.put(name, FakeHub.text("evil"));
    }
    snapshot(hub.settings(cache));
    assertFalse(hub.requests.toString().contains("evil"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../../x.safetensors", "/x.safetensors", "a/b.safetensors", "..", ".safetensors", "x.py",
        "a\\b.bin", ".hidden.bin", "x.bin\n", "x.bin\u0000", "%2e%2e.bin/", ""
      })
  void namesOfShardsThatAreNotPlain(String name) {
    hub.files.remove(FakeHub.LARGE);
    hub.files.put(
        "model.safetensors.index.json",
        FakeHub.text(Json.line(Map.of("weight_map", Map.of("w", name)))));
    String message = error();
    assertTrue(message.contains("the file of weight w is"), message);
    assertTrue(message.contains("plain name"), message);
  }

  @Test
  void indexesThatAreNone() {
    hub.files.remove(FakeHub.LARGE);
    for (String index :
        List.of("{}", "[]", "{\"weight_map\": {}}", "{\"weight_map\": {\"a\": [1]}}")) {
      hub.commit = "%040x".formatted(index.hashCode() & 0xffffffffL);
      hub.files.put("model.safetensors.index.json", FakeHub.text(index));
      assertTrue(error().contains("model.safetensors.index.json: "), index);
    }
  }

  @Test
  void anIndexThatIsTooLong() {
    hub.files.remove(FakeHub.LARGE);
    byte[] index = new byte[HubApi.LONGEST_JSON + 1];
    java.util.Arrays.fill(index, (byte) ' ');
    hub.files.put("model.safetensors.index.json", index);
    assertTrue(error().contains("where no index has more than"));
    hub.always(
        "hub HEAD model.safetensors.index.json",
        FakeHub.status(200, "X-Repo-Commit", FakeHub.COMMIT, "ETag", "\"a\""));
    assertTrue(error().contains("which no index of weights is"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"../../x\"",
        "\"..\"",
        "\".\"",
        "\"/x\"",
        "\"a/b\"",
        "\"a\\b\"",
        "\".x\"",
        "\"\"",
        "",
        "\"a b\"",
        "W/",
        "\"a:b\""
      })
  void etagsThatAreNotPlain(String etag) {
    hub.always(
        "hub HEAD config.json",
        FakeHub.status(200, "X-Repo-Commit", FakeHub.COMMIT, "ETag", etag, "Content-Length", "5"));
    assertTrue(error().contains("which cannot be a file name in the cache"));
    assertEquals(0, hub.count("hub GET /org"));
  }

  @Test
  void anEtagThatIsTooLong() {
    hub.always(
        "hub HEAD config.json",
        FakeHub.status(200, "X-Repo-Commit", FakeHub.COMMIT, "ETag", "a".repeat(129)));
    String message = error();
    assertTrue(message.contains("which cannot be a file name"), message);
  }

  @Test
  void aFileOfAnotherCommit() {
    hub.always(
        "hub HEAD config.json",
        FakeHub.status(200, "ETag", "\"a\"", "X-Repo-Commit", "f".repeat(40)));
    assertTrue(error().contains("X-Repo-Commit"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"sha\": \"../../x\", \"siblings\": []}",
        "{\"sha\": 5, \"siblings\": []}",
        "{\"sha\": \"0123456789abcdef0123456789abcdef01234567\"}",
        "{\"sha\": \"0123456789abcdef0123456789abcdef01234567\", \"siblings\": {}}",
        "{\"sha\": \"0123456789abcdef0123456789abcdef01234567\"",
        "[]",
        ""
      })
  void listsThatAreNone(String answer) {
    hub.always("hub GET main", FakeHub.body(200, FakeHub.text(answer)));
    assertTrue(error().contains("This is not how a hub answers"));
  }

  @Test
  void anotherCommitThanThatWhichWasAskedFor() {
    String commit = "b".repeat(40);
    hub.revision = commit;
    Hub client = new Hub(hub.settings(cache), HubProgress.NONE, time);
    String message =
        assertThrows(
                ClassifineException.class, () -> client.snapshot(new HubModel("org/name", commit)))
            .getMessage();
    assertTrue(message.contains("\"sha\" is another commit"), message);
  }

  @Test
  void aListWithStrangeEntries() {
    String list =
        "{\"sha\": \""
            + FakeHub.COMMIT
            + "\", \"siblings\": [1, null, {}, [], {\"rfilename\": 5}]}";
    hub.always("hub GET main", FakeHub.body(200, FakeHub.text(list)));
    assertTrue(error().contains("no config.json"));
  }

  @Test
  void aListWithoutEnd() {
    hub.always("hub GET main", FakeHub.endless());
    assertTrue(error().contains("longer than 16777216 bytes"));
  }

  @Test
  void aSmallFileWithoutEnd() {
    hub.always(
        "hub HEAD config.json",
        FakeHub.status(200, "X-Repo-Commit", FakeHub.COMMIT, "ETag", "\"a\""));
    hub.always("hub GET config.json", FakeHub.endless());
    assertTrue(error().contains("config.json: what came is damaged, twice: it is longer than"));
  }

  @Test
  void redirectsInACircle() {
    hub.always("hub GET main", FakeHub.status(302, "Location", "main"));
    assertTrue(error().contains("more than 10 redirects"));
    assertEquals(11, hub.requests.size());
  }

  @ParameterizedTest
  @ValueSource(strings = {"file:///etc/passwd", "ftp://a/b", "http:///x", "http://[", "//"})
  void redirectsToWhatIsNoWebServer(String location) {
    hub.always("hub GET main", FakeHub.status(302, "Location", location));
    assertTrue(error().contains("redirects to"));
  }

  @Test
  void aListThatIsElsewhereIsAskedForWithoutTheToken() {
    hub.always(
        "hub GET main",
        FakeHub.status(302, "Location", hub.storageAddress() + "/bucket/config.json"));
    assertThrows(ClassifineException.class, () -> snapshot(hub.withToken(cache)));
    assertEquals("storage GET /bucket/config.json", hub.requests.get(1));
  }
}
