package dev.classifine.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import com.google.common.jimfs.Jimfs;
import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Disks that are full, cannot be written, or have no symbolic links. */
class HubDiskTest {

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

  private Path snapshot(Path cache) {
    return new Hub(hub.settings(cache), HubProgress.NONE, time).snapshot(new HubModel("org/name"));
  }

  private String error(Path cache) {
    return assertThrows(ClassifineException.class, () -> snapshot(cache)).getMessage();
  }

  private static FileSystem disk(long size) {
    return Jimfs.newFileSystem(
        Configuration.unix().toBuilder().setMaxSize(size).setBlockSize(1024).build());
  }

  @Test
  void aDiskThatIsTooSmallIsNotFilled() throws IOException {
    try (FileSystem disk = disk(200_000)) {
      Path cache = disk.getPath("/cache");
      String message = error(cache);
      assertTrue(message.startsWith(cache.resolve("models--org--name") + ": "), message);
      assertTrue(message.contains("300000 bytes are needed"), message);
      assertTrue(message.contains("HF_HUB_CACHE"), message);
      assertEquals(0, hub.count("storage"));
    }
  }

  @Test
  void aDiskThatBecomesFull() throws IOException {
    try (FileSystem disk = disk(200_000)) {
      hub.always(
          "hub HEAD model.safetensors",
          FakeHub.status(
              200,
              "X-Repo-Commit",
              FakeHub.COMMIT,
              "ETag",
              hub.etag(FakeHub.LARGE),
              "Content-Encoding",
              "x"));
      String message = error(disk.getPath("/cache"));
      assertTrue(message.contains("cannot be written: "), message);
      assertTrue(message.contains("Free some space"), message);
      assertEquals(1, hub.count("storage"));
    }
  }

  @Test
  void aCacheUnderAFile(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    assertTrue(error(file.resolve("cache")).contains("the cache of hub models cannot be written"));
    assertTrue(error(file).contains("HF_HUB_CACHE"));
  }

  @Test
  void aRevisionThatCannotBeRememberedIsNoError(@TempDir Path folder) throws IOException {
    Files.createDirectories(folder.resolve("models--org--name/refs/main/x"));
    assertTrue(Files.exists(snapshot(folder).resolve("config.json")));
  }

  @Test
  void whereNoFileCanBeLocked(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve(".locks"), "not a folder");
    assertTrue(Files.exists(snapshot(folder).resolve(FakeHub.LARGE)));
    hub.commit = "a".repeat(40);
    hub.files.put(FakeHub.LARGE, FakeHub.random(1000));
    hub.always("storage GET model.safetensors", FakeHub.body(200, new byte[1000]));
    assertTrue(error(folder).contains("damaged"));
    try (var blobs = Files.list(folder.resolve("models--org--name/blobs"))) {
      assertTrue(blobs.noneMatch(blob -> blob.toString().endsWith(".incomplete")));
    }
  }

  @Test
  void withoutSymbolicLinksTheSnapshotHasTheFiles() throws IOException {
    Configuration configuration =
        Configuration.unix().toBuilder()
            .setSupportedFeatures(Feature.FILE_CHANNEL, Feature.LINKS)
            .build();
    try (FileSystem disk = Jimfs.newFileSystem(configuration)) {
      Path cache = disk.getPath("/cache");
      hub.files.put("vocab.txt", hub.files.get("tokenizer_config.json")); // one content twice
      Path snapshot = snapshot(cache);
      for (String name : new String[] {"config.json", "vocab.txt", "tokenizer_config.json"}) {
        Path file = snapshot.resolve(name);
        assertTrue(Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS), name);
        assertArrayEquals(hub.files.get(name), Files.readAllBytes(file), name);
      }
      assertFalse(
          Files.exists(cache.resolve("models--org--name/blobs").resolve(hub.etag(FakeHub.LARGE))));
      hub.requests.clear();
      assertEquals(snapshot, snapshot(cache));
      assertEquals(1, hub.requests.size());
      Files.write(
          cache.resolve("models--org--name/blobs").resolve(hub.etag("config.json")),
          hub.files.get("config.json"));
      Files.delete(snapshot.resolve("config.json"));
      snapshot(cache);
      assertTrue(Files.isRegularFile(snapshot.resolve("config.json")));
      assertTrue(
          Files.exists(cache.resolve("models--org--name/blobs").resolve(hub.etag("config.json"))));
    }
  }
}
