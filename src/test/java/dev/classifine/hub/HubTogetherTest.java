package dev.classifine.hub;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.JavaProcess;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several that want the same model at the same time. */
class HubTogetherTest {

  private static final HubModel MODEL = new HubModel("org/name");

  @TempDir Path folder;
  private FakeHub hub;

  /** Fetches as another process does. */
  static final class Fetch {

    private Fetch() {}

    public static void main(String[] arguments) {
      Duration limit = Duration.ofSeconds(30);
      HubSettings settings =
          new HubSettings(
              Path.of(arguments[0]),
              Optional.empty(),
              URI.create(arguments[1]),
              false,
              limit,
              limit);
      new Hub(settings, HubProgress.NONE).snapshot(MODEL);
    }
  }

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub();
    CountDownLatch both = new CountDownLatch(2);
    hub.onRequest =
        request -> {
          if (request.startsWith("hub HEAD") && request.endsWith(FakeHub.LARGE)) {
            both.countDown();
          } else if (request.startsWith("storage")) {
            await(both);
          }
        };
  }

  /** The weights come only when both have asked about them. */
  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(30, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  private void assertFetchedOnce(Path cache) throws IOException {
    assertEquals(1, hub.count("storage"), hub.requests.toString());
    for (String name : List.of("config.json", "tokenizer.json", "vocab.txt")) {
      assertEquals(1, hub.count("hub GET /org/name/resolve/" + FakeHub.COMMIT + "/" + name), name);
    }
    Path offline = new Hub(hub.settings(cache, true), HubProgress.NONE).snapshot(MODEL);
    assertEquals(300_000, Files.size(offline.resolve(FakeHub.LARGE)));
  }

  @Test
  void twoThreads() throws Exception {
    Path cache = Files.createDirectory(folder.resolve("cache"));
    Path other = Files.createSymbolicLink(folder.resolve("other"), cache);
    ExecutorService threads = Executors.newFixedThreadPool(2);
    try {
      List<Future<Path>> snapshots = new ArrayList<>();
      for (Path path : List.of(cache, other)) {
        snapshots.add(
            threads.submit(() -> new Hub(hub.settings(path), HubProgress.NONE).snapshot(MODEL)));
      }
      for (Future<Path> snapshot : snapshots) {
        snapshot.get(30, TimeUnit.SECONDS);
      }
    } finally {
      threads.shutdownNow();
    }
    assertFetchedOnce(cache);
  }

  @Test
  void twoProcesses() throws Exception {
    List<Process> processes = new ArrayList<>();
    try {
      for (int i = 0; i < 2; i++) {
        processes.add(
            JavaProcess.of(
                    Fetch.class, List.of("-Xmx64m"), folder.toString(), hub.endpoint().toString())
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("output" + i).toFile())
                .start());
      }
      for (int i = 0; i < 2; i++) {
        assertTrue(processes.get(i).waitFor(60, TimeUnit.SECONDS));
        assertEquals(
            0, processes.get(i).exitValue(), Files.readString(folder.resolve("output" + i)));
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
    assertFetchedOnce(folder);
  }
}
