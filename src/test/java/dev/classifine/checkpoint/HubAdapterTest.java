package dev.classifine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.hub.FakeHub;
import dev.classifine.io.Json;
import dev.classifine.weights.TensorInfo;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An adapter of the hub by its name, whose base is of the hub too. */
class HubAdapterTest {

  private static final Path BASE = Path.of("src/test/resources/parity/bert");
  private static final Path ADAPTER = Path.of("src/test/resources/adapters/bert");

  @TempDir Path cache;
  private FakeHub hub;
  private Map<String, byte[]> base;
  private int changes;

  @BeforeEach
  void start() throws IOException {
    hub = new FakeHub();
    hub.id = "team/adapter";
    hub.files.clear();
    put(ADAPTER, hub.files);
    basedOn("team/base");
    base = hub.repository("team/base");
    put(BASE, base);
  }

  private static void put(Path folder, Map<String, byte[]> repository) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        repository.put(file.getFileName().toString(), Files.readAllBytes(file));
      }
    }
  }

  private void basedOn(String name) {
    change("base_model_name_or_path", name);
  }

  private void change(String key, String value) {
    JsonObject config = Json.readObject(ADAPTER.resolve("adapter_config.json"));
    config.addProperty("base_model_name_or_path", "team/base");
    config.addProperty(key, value);
    hub.files.put("adapter_config.json", FakeHub.text(config.toString()));
    hub.commit = "%040x".formatted(++changes);
  }

  @AfterEach
  void stop() {
    hub.close();
  }

  @Test
  void isMergedWithItsBaseAndOfflineThereafter() {
    for (boolean offline : List.of(false, true)) {
      hub.requests.clear();
      try (Checkpoint checkpoint = open(offline);
          Checkpoint folder = Checkpoints.open(ADAPTER.toString())) {
        assertEquals("team/adapter", checkpoint.name());
        assertEquals(Optional.empty(), checkpoint.baseName());
        assertEquals(folder.config(), checkpoint.config());
        assertArrayEquals(
            folder.tokenizerFile("tokenizer.json"), checkpoint.tokenizerFile("tokenizer.json"));
        assertEquals(folder.tensors().tensors(), checkpoint.tensors().tensors());
        for (TensorInfo tensor : folder.tensors().tensors()) {
          assertEquals(bytes(folder, tensor), bytes(checkpoint, tensor), tensor.name());
        }
      }
      assertEquals(offline, hub.requests.isEmpty(), hub.requests.toString());
    }
  }

  @Test
  void aBaseIsTakenAtItsRevision() {
    change("revision", "v2");
    String message = refused(false);
    assertTrue(message.contains("base_model_name_or_path is \"team/base\""), message);
    assertTrue(message.contains("Model team/base@v2: "), message);
  }

  @Test
  void aBaseThatIsNowhereIsToldWithTheAdapterThatNamesIt() {
    basedOn("team/gone");
    String message = refused(false);
    assertTrue(message.contains("/adapter_config.json: base_model_name_or_path is"), message);
    assertTrue(
        message.contains(
            "the name of a model: there is no folder \"team/gone\", and as a model of the hub:"
                + " Model team/gone: repository not found"),
        message);
    basedOn("/home/someone/base");
    String path = refused(false);
    assertTrue(path.contains("\"/home/someone/base\" is neither a folder nor the name"), path);
  }

  @Test
  void aBaseThatTheCacheLacksIsToldOffline() {
    open(false).close();
    basedOn("team/other");
    hub.repository("team/other").putAll(base);
    hub.repository("team/other").remove("config.json");
    refused(false); // the adapter is in the cache then, and its base is not
    String message = refused(true);
    assertTrue(message.contains("Model team/other: not in the cache"), message);
    assertTrue(message.contains("HF_HUB_OFFLINE"), message);
  }

  @Test
  void anAdapterIsNoBase() {
    basedOn("team/adapter");
    String own = refused(false);
    assertTrue(own.contains("the base model is an adapter itself"), own);
    base.putAll(hub.files);
    basedOn("team/base");
    String other = refused(false);
    assertTrue(other.contains("the base model is an adapter itself"), other);
  }

  @Test
  void anAdapterInAFolderHasItsBaseFromTheHub() throws IOException {
    Path folder = Files.createDirectory(cache.resolve("adapter"));
    for (Map.Entry<String, byte[]> file : hub.files.entrySet()) {
      Files.write(folder.resolve(file.getKey()), file.getValue());
    }
    try (Checkpoint checkpoint =
        Checkpoints.open(folder.toString(), () -> hub.settings(cache.resolve("hub")))) {
      assertEquals(4, checkpoint.config().getAsJsonObject("id2label").size());
    }
    assertTrue(hub.requests.stream().noneMatch(request -> request.contains("team/adapter")));
  }

  /** The artifact lacks the pooler, and the adapter holds none. */
  @Test
  void aBaseThatMavensArtifactHasOnlyInPartIsTheHubs() {
    basedOn("BAAI/bge-small-zh");
    hub.repository("BAAI/bge-small-zh").putAll(base);
    open(false).close();
    assertTrue(
        hub.requests.stream().anyMatch(request -> request.contains("BAAI/bge-small-zh")),
        hub.requests.toString());
  }

  private Checkpoint open(boolean offline) {
    return Checkpoints.open("team/adapter", () -> hub.settings(cache, offline));
  }

  private String refused(boolean offline) {
    return assertThrows(ClassifineException.class, () -> open(offline)).getMessage();
  }

  private static ByteBuffer bytes(Checkpoint checkpoint, TensorInfo tensor) {
    ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(4 * tensor.elementCount()));
    checkpoint.tensors().read(tensor.name(), bytes);
    return bytes.rewind();
  }
}
