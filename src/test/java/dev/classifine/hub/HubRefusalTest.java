package dev.classifine.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the hub will not give, and a hub that cannot be reached. */
class HubRefusalTest {

  private static final HubModel MODEL = new HubModel("org/name");

  @TempDir Path cache;
  private FakeHub hub;
  private final PretendTime time = new PretendTime();

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub();
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private Path snapshot(HubSettings settings) {
    return new Hub(settings, HubProgress.NONE, time).snapshot(MODEL);
  }

  private String error(HubSettings settings) {
    return assertThrows(ClassifineException.class, () -> snapshot(settings)).getMessage();
  }

  private void assertError(HubSettings settings, String... parts) {
    String message = error(settings);
    for (String part : parts) {
      assertTrue(message.contains(part), part + " in: " + message);
    }
    assertFalse(message.contains("hf_secret"), message);
    assertEquals(List.of(), time.slept);
    assertEquals(1, hub.requests.size());
  }

  @Test
  void unknownOrPrivateWithoutToken() {
    hub.always("hub GET main", FakeHub.status(401, "X-Error-Code", "RepoNotFound"));
    assertError(hub.settings(cache), "repository not found", "gated", "set HF_TOKEN");
    assertFalse(Files.exists(cache.resolve("models--org--name")));
  }

  @Test
  void aTokenThatIsNotAccepted() {
    hub.always("hub GET main", FakeHub.status(401));
    assertError(hub.withToken(cache), "did not accept the token", "HF_TOKEN");
  }

  @Test
  void aLicenceThatIsNotAccepted() {
    hub.always(
        "hub GET main",
        FakeHub.status(403, "X-Error-Code", "GatedRepo", "X-Error-Message", "Ask for it"));
    assertError(
        hub.withToken(cache),
        "status 403, \"Ask for it\"",
        "accept its licence at " + hub.endpoint() + "/org/name",
        "the token");
  }

  @Test
  void aGatedRepositoryWithoutToken() {
    hub.always("hub GET main", FakeHub.status(401, "X-Error-Code", "GatedRepo"));
    assertError(hub.settings(cache), "accept its licence", "set HF_TOKEN");
  }

  @Test
  void gatedFilesOfAListThatIsPublic() {
    hub.always("hub HEAD config.json", FakeHub.status(401, "X-Error-Code", "GatedRepo"));
    assertTrue(error(hub.settings(cache)).contains("accept its licence"));
  }

  @Test
  void anUnknownRepository() {
    hub.id = "org/other";
    assertError(hub.settings(cache), "repository not found at " + hub.endpoint() + "/org/name");
  }

  @Test
  void anUnknownRevision() {
    hub.always("hub GET main", FakeHub.status(404, "X-Error-Code", "RevisionNotFound"));
    assertError(hub.settings(cache), "no branch, tag or commit \"main\"");
  }

  @Test
  void aFileThatIsListedAndNotThere() {
    hub.always("hub HEAD vocab.txt", FakeHub.status(404, "X-Error-Code", "EntryNotFound"));
    assertTrue(error(hub.settings(cache)).contains("vocab.txt"));
  }

  @Test
  void anotherStatus() {
    hub.always(
        "hub GET main", FakeHub.status(418, "X-Error-Message", "a\u00e9b" + "c".repeat(999)));
    String message = error(hub.settings(cache));
    assertTrue(message.contains("status 418, \"a"), message);
    assertTrue(
        message.contains("HF_ENDPOINT") && !message.contains("\u00e9") && message.length() < 500,
        message);
  }

  @Test
  void aStorageThatRefuses() {
    hub.always("storage GET model.safetensors", FakeHub.status(403));
    String message = error(hub.withToken(cache));
    assertTrue(message.contains("the storage server 127.0.0.1"), message);
    assertEquals(1, hub.count("storage"));
  }

  @Test
  void aServerThatIsNoHub() {
    hub.always("hub GET main", FakeHub.body(200, FakeHub.text("<html>Log in</html>")));
    assertTrue(error(hub.settings(cache)).contains("does a proxy answer in its place?"));
    hub.always("hub GET main", FakeHub.body(200, FakeHub.text("{\"sha\": \"../..\"}")));
    assertTrue(error(hub.settings(cache)).contains("(HF_ENDPOINT)"));
  }

  @Test
  void serverErrorsPass() {
    hub.fault("hub GET main", 2, FakeHub.status(503))
        .fault("hub HEAD config.json", 1, FakeHub.status(500))
        .fault("storage GET model.safetensors", 3, FakeHub.status(502));
    snapshot(hub.settings(cache));
    assertEquals(List.of(1L, 2L, 1L, 1L, 2L, 4L), time.seconds());
  }

  @Test
  void serverErrorsThatStay() {
    hub.always("hub HEAD config.json", FakeHub.status(500));
    String message = error(hub.settings(cache));
    assertTrue(message.contains("config.json: cannot be fetched from " + hub.endpoint()), message);
    assertTrue(message.contains("status 500 (attempts: 5)"), message);
    assertEquals(List.of(1L, 2L, 4L, 8L), time.seconds());
  }

  @Test
  void tooManyRequestsWaitAsLongAsAsked() {
    String date =
        DateTimeFormatter.RFC_1123_DATE_TIME.format(
            time.now().plusSeconds(7 + 30).atOffset(ZoneOffset.UTC));
    hub.fault("hub GET main", 1, FakeHub.status(429, "Retry-After", "7"))
        .fault("hub GET main", 1, FakeHub.status(429, "Retry-After", date))
        .fault("hub GET main", 1, FakeHub.status(429, "Retry-After", "soon"))
        .fault("hub GET main", 1, FakeHub.status(429, "Retry-After", "0"));
    snapshot(hub.settings(cache));
    assertEquals(List.of(7L, 30L, 4L, 0L), time.seconds());
  }

  @Test
  void nobodyWaitsAnHour() {
    hub.always("hub GET main", FakeHub.status(429, "Retry-After", "3600"));
    assertError(hub.settings(cache), "status 429", "asks to wait 3600 s more");
  }

  @Test
  void waitsAddUp() {
    hub.always("hub GET main", FakeHub.status(429, "Retry-After", "25"));
    assertTrue(error(hub.settings(cache)).contains("asks to wait 25 s more"));
    assertEquals(List.of(25L, 25L), time.seconds());
  }

  @Test
  void withoutNetworkAndCache() throws IOException {
    String message = error(unreachable());
    assertTrue(message.contains("no connection (attempts: 5)"), message);
    assertTrue(message.contains("HF_ENDPOINT") && message.contains("folder"), message);
    assertEquals(List.of(1L, 2L, 4L, 8L), time.seconds());
  }

  @Test
  void withoutNetworkTheCacheIsUsed() throws IOException {
    Path snapshot = snapshot(hub.settings(cache));
    assertEquals(snapshot, snapshot(unreachable()));
    hub.always("hub GET main", FakeHub.status(503));
    assertEquals(snapshot, snapshot(hub.settings(cache)));
    assertEquals(List.of(), time.slept);
  }

  @Test
  void aSilentServerIsNotWaitedForWithoutEnd() {
    hub.always("hub GET main", exchange -> sleep());
    Duration limit = Duration.ofMillis(100);
    HubSettings settings =
        new HubSettings(cache, Optional.empty(), hub.endpoint(), false, limit, limit);
    assertTrue(error(settings).contains("no answer within the time limit"));
  }

  @Test
  void aThreadThatIsAskedToStop() {
    hub.always("hub GET main", FakeHub.status(503));
    Waiting interrupted =
        new Waiting() {
          @Override
          public void sleep(Duration length) throws InterruptedException {
            throw new InterruptedException();
          }

          @Override
          public java.time.Instant now() {
            return time.now();
          }
        };
    Hub stopped = new Hub(hub.settings(cache), HubProgress.NONE, interrupted);
    ClassifineException error =
        assertThrows(ClassifineException.class, () -> stopped.snapshot(MODEL));
    assertTrue(error.getMessage().contains("interrupted"), error.getMessage());
    assertTrue(Thread.interrupted());
    Thread.currentThread().interrupt();
    assertTrue(error(hub.settings(cache)).contains("interrupted"));
    assertTrue(Thread.interrupted());
  }

  private static void sleep() {
    try {
      Thread.sleep(10_000);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Settings with an address at which nobody listens. */
  private HubSettings unreachable() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }
    Duration limit = Duration.ofSeconds(20);
    URI nobody = URI.create("http://127.0.0.1:" + port);
    return new HubSettings(cache, Optional.empty(), nobody, false, limit, limit);
  }
}
