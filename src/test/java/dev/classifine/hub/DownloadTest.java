package dev.classifine.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Answers that end too early or too late, or bring the wrong bytes. */
class DownloadTest {

  private static final HubModel MODEL = new HubModel("org/name");
  private static final String GET = "storage GET " + FakeHub.LARGE;
  private static final String REQUEST = "storage GET /bucket/" + FakeHub.LARGE;

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

  private Path snapshot() {
    return new Hub(hub.settings(cache), HubProgress.NONE, time).snapshot(MODEL);
  }

  private String error() {
    return assertThrows(ClassifineException.class, this::snapshot).getMessage();
  }

  private Path partial() {
    return cache.resolve(
        "models--org--name/blobs/" + hub.etag(FakeHub.LARGE) + ".classifine.incomplete");
  }

  private List<String> storageRequests() {
    return hub.requests.stream().filter(request -> request.startsWith("storage")).toList();
  }

  private void assertWhole(Path snapshot) throws IOException {
    assertArrayEquals(
        hub.files.get(FakeHub.LARGE), Files.readAllBytes(snapshot.resolve(FakeHub.LARGE)));
    assertNothingPartial();
  }

  private void assertNothingPartial() throws IOException {
    try (var blobs = Files.list(cache.resolve("models--org--name/blobs"))) {
      assertEquals(List.of(), blobs.filter(blob -> blob.toString().contains("incom")).toList());
    }
  }

  @Test
  void aCutIsResumed() throws IOException {
    hub.fault(GET, 1, hub.cutAfter(FakeHub.LARGE, 150_000));
    hub.fault(GET, 1, hub.cutAfter(FakeHub.LARGE, 1_000));
    assertWhole(snapshot());
    assertEquals(
        List.of(REQUEST, REQUEST + " bytes=150000-", REQUEST + " bytes=151000-"),
        storageRequests());
    assertEquals(List.of(1L, 1L), time.seconds());
  }

  @Test
  void aCutIsResumedInALaterRun() throws IOException {
    hub.fault(GET, 1, hub.cutAfter(FakeHub.LARGE, 150_000));
    hub.fault(GET, 4, FakeHub.status(503));
    assertTrue(error().contains("model.safetensors: cannot be fetched"));
    assertEquals(150_000, Files.size(partial()));
    hub.requests.clear();
    hub.always(GET, hub.cutAfter(FakeHub.LARGE, 50_000));
    assertWhole(snapshot());
    assertTrue(storageRequests().contains(REQUEST + " bytes=150000-"));
    assertFalse(storageRequests().contains(REQUEST));
  }

  @Test
  void aLineThatIsAlwaysCutIsGivenUpOnlyWithoutProgress() throws IOException {
    hub.fault(GET, 30, hub.cutAfter(FakeHub.LARGE, 9_000));
    assertWhole(snapshot());
    assertEquals(31, storageRequests().size());
    hub.always("hub GET vocab.txt", hub.cutAfter("vocab.txt", 0));
    hub.commit = "a".repeat(40);
    hub.files.put("vocab.txt", FakeHub.text("another"));
    assertTrue(error().contains("vocab.txt: cannot be fetched"));
    assertEquals(5, hub.count("hub GET /org/name/resolve/" + hub.commit + "/vocab.txt"));
  }

  @Test
  void aSilentStorageIsResumed() throws IOException {
    hub.fault(
        GET,
        1,
        exchange -> {
          hub.cutAfter(FakeHub.LARGE, 150_000).send(exchange);
          try {
            Thread.sleep(20_000);
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
        });
    Duration limit = Duration.ofMillis(500);
    HubSettings settings =
        new HubSettings(cache, Optional.empty(), hub.endpoint(), false, limit, limit);
    assertWhole(new Hub(settings, HubProgress.NONE, time).snapshot(MODEL));
    assertTrue(storageRequests().contains(REQUEST + " bytes=150000-"));
  }

  @Test
  void aStorageThatIgnoresTheRange() throws IOException {
    hub.fault(GET, 1, hub.cutAfter(FakeHub.LARGE, 150_000));
    hub.fault(GET, 1, FakeHub.body(200, hub.files.get(FakeHub.LARGE)));
    assertWhole(snapshot());
    assertEquals(2, storageRequests().size());
  }

  @Test
  void anotherPartThanThatWhichWasAskedFor() throws IOException {
    hub.fault(GET, 1, hub.cutAfter(FakeHub.LARGE, 150_000));
    hub.fault(
        GET,
        1,
        exchange -> {
          exchange.getResponseHeaders().set("Content-Range", "bytes 0-299999/300000");
          FakeHub.body(206, hub.files.get(FakeHub.LARGE)).send(exchange);
        });
    assertWhole(snapshot());
  }

  @Test
  void aRangeThatCannotBeGiven() throws IOException {
    hub.fault(GET, 1, hub.cutAfter(FakeHub.LARGE, 150_000));
    hub.fault(GET, 1, FakeHub.status(416));
    assertWhole(snapshot());
    assertEquals(List.of(REQUEST, REQUEST + " bytes=150000-", REQUEST), storageRequests());
  }

  @Test
  void aPartThatIsLongerThanTheFileOrWrongIsThrownAway() throws IOException {
    for (int size : new int[] {400_000, 300_000, 1000}) {
      Path folder = Files.createDirectories(partial().getParent());
      Files.write(partial(), new byte[size]);
      assertWhole(snapshot());
      assertTrue(hub.requests.contains(REQUEST));
      hub.requests.clear();
      Files.delete(folder.resolve(hub.etag(FakeHub.LARGE)));
    }
  }

  @Test
  void aPartThatIsWholeNeedsNoMore() throws IOException {
    Files.createDirectories(partial().getParent());
    Files.write(partial(), hub.files.get(FakeHub.LARGE));
    assertWhole(snapshot());
    assertEquals(List.of(), storageRequests());
  }

  @Test
  void damagedOnce() throws IOException {
    hub.fault(GET, 1, FakeHub.body(200, new byte[300_000]));
    assertWhole(snapshot());
    assertEquals(2, storageRequests().size());
  }

  @Test
  void damagedTwice() throws IOException {
    hub.always(GET, FakeHub.body(200, new byte[300_000]));
    String message = error();
    assertTrue(message.contains("model.safetensors: what came is damaged, twice: its SHA-256 is"));
    assertEquals(2, storageRequests().size());
    assertNothingPartial();
    Path snapshot = cache.resolve("models--org--name/snapshots").resolve(FakeHub.COMMIT);
    assertFalse(Files.exists(snapshot.resolve(FakeHub.LARGE)));
    assertFalse(Files.exists(cache.resolve("models--org--name/refs")));
  }

  @Test
  void aDamagedSmallFile() {
    hub.always(
        "hub GET config.json", FakeHub.body(200, FakeHub.text("{\"model_type\": \"bart\"}")));
    assertTrue(error().contains("config.json: what came is damaged, twice: its git SHA-1 is"));
  }

  @Test
  void tooShortAndTooLong() {
    byte[] file = hub.files.get(FakeHub.LARGE);
    hub.fault(GET, 2, FakeHub.body(200, Arrays.copyOf(file, 200_000)));
    assertTrue(error().contains("it has 200000 bytes, and must have 300000"));
    hub.fault(GET, 2, FakeHub.body(200, Arrays.copyOf(file, 300_001)));
    assertTrue(error().contains("it is longer than 300000 bytes"));
    hub.fault(GET, 2, FakeHub.endless());
    assertTrue(error().contains("it is longer than 300000 bytes"));
  }

  @Test
  void aSmallFileOfUnknownLength() throws IOException {
    String etag = "\"" + hub.etag("config.json") + "\"";
    hub.always(
        "hub HEAD config.json",
        FakeHub.status(
            200,
            "X-Repo-Commit",
            FakeHub.COMMIT,
            "ETag",
            etag,
            "Content-Encoding",
            "gzip",
            "Content-Length",
            "7"));
    hub.fault("hub GET config.json", 1, hub.cutAfter("config.json", 5));
    assertWhole(snapshot());
    assertEquals(2, hub.count("hub GET /org/name/resolve/" + FakeHub.COMMIT + "/config.json"));
  }

  @Test
  void anEtagThatIsNoHash() throws IOException {
    hub.always(
        "hub HEAD config.json",
        FakeHub.status(200, "X-Repo-Commit", FakeHub.COMMIT, "ETag", "\"5f-a.b_c\""));
    assertWhole(snapshot());
    assertTrue(Files.exists(cache.resolve("models--org--name/blobs/5f-a.b_c")));
  }

  @Test
  void anEmptyFile() throws IOException {
    hub.files.put("vocab.txt", new byte[0]);
    assertEquals(0, Files.size(snapshot().resolve("vocab.txt")));
  }
}
