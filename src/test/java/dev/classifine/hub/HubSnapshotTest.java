package dev.classifine.hub;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which files come, where they are put, and when the hub is asked. */
class HubSnapshotTest {

  private static final HubModel MODEL = new HubModel("org/name");
  private static final Set<String> NEEDED =
      Set.of("config.json", "tokenizer.json", "tokenizer_config.json", "vocab.txt", FakeHub.LARGE);

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
    assertEquals(List.of(), time.slept);
  }

  private Path snapshot(HubModel model) {
    return new Hub(hub.settings(cache), HubProgress.NONE, time).snapshot(model);
  }

  private Path offline(HubModel model) {
    return new Hub(hub.settings(cache, true), HubProgress.NONE, time).snapshot(model);
  }

  @Test
  void theCacheHasTheLayoutOfPython() throws IOException {
    Path snapshot = snapshot(MODEL);
    Path folder = cache.resolve("models--org--name");
    assertEquals(folder.resolve("snapshots").resolve(FakeHub.COMMIT), snapshot);
    assertEquals(new TreeSet<>(NEEDED), names(snapshot));
    for (String name : NEEDED) {
      assertEquals(
          Path.of("../../blobs", hub.etag(name)),
          Files.readSymbolicLink(snapshot.resolve(name)),
          name);
      assertArrayEquals(hub.files.get(name), Files.readAllBytes(snapshot.resolve(name)), name);
    }
    assertEquals(
        new TreeSet<>(NEEDED.stream().map(hub::etag).toList()), names(folder.resolve("blobs")));
    assertEquals(FakeHub.COMMIT, Files.readString(folder.resolve("refs/main")));
    assertEquals(new TreeSet<>(Set.of("blobs", "refs", "snapshots")), names(folder));
    assertEquals(
        new TreeSet<>(Set.of(".locks", "CACHEDIR.TAG", "models--org--name")), names(cache));
    assertTrue(
        Files.readString(cache.resolve("CACHEDIR.TAG"))
            .startsWith("Signature: 8a477f597d28d172789f06886806bc55"));
  }

  @Test
  void whatIsThereIsNotFetchedAgain() {
    snapshot(MODEL);
    hub.requests.clear();
    snapshot(MODEL);
    assertEquals(List.of("hub GET /api/models/org/name/revision/main"), hub.requests);
  }

  @Test
  void aFileThatIsGoneIsFetchedAgainAndOneWhoseLinkIsGoneIsNot() throws IOException {
    Path snapshot = snapshot(MODEL);
    Files.delete(snapshot.resolve("config.json").toRealPath());
    Files.delete(snapshot.resolve("vocab.txt"));
    hub.requests.clear();
    snapshot(MODEL);
    assertEquals(1, hub.count("hub GET /org/name/resolve/"));
    assertEquals(2, hub.count("hub HEAD /org/name/resolve/"));
    assertTrue(Files.exists(snapshot.resolve("config.json")));
    assertTrue(Files.exists(snapshot.resolve("vocab.txt")));
  }

  @Test
  void aNewCommitTakesOnlyWhatChanged() throws IOException {
    snapshot(MODEL);
    hub.requests.clear();
    hub.commit = "f".repeat(40);
    hub.files.put("config.json", FakeHub.text("{\"a\": 1}"));
    Path snapshot = snapshot(MODEL);
    assertEquals(
        List.of("hub GET /org/name/resolve/" + hub.commit + "/config.json"),
        hub.requests.stream().filter(request -> request.contains("GET /org")).toList());
    assertEquals("{\"a\": 1}", Files.readString(snapshot.resolve("config.json")));
    assertEquals(hub.commit, Files.readString(cache.resolve("models--org--name/refs/main")));
    assertTrue(Files.exists(cache.resolve("models--org--name/snapshots/" + FakeHub.COMMIT)));
  }

  @Test
  void theTokenGoesToTheHubAndNotToTheStorage() {
    new Hub(hub.withToken(cache), HubProgress.NONE, time).snapshot(MODEL);
    assertEquals(List.of("storage GET /bucket/model.safetensors"), storageRequests());
    assertTrue(
        hub.requests.stream()
            .filter(request -> request.startsWith("hub"))
            .allMatch(request -> request.endsWith(" with token")),
        hub.requests.toString());
  }

  @Test
  void redirectsWithinTheHubAreFollowed() {
    hub.fault(
            "hub GET main",
            1,
            FakeHub.status(307, "Location", "/api/models/org/name/revision/main"))
        .fault(
            "hub HEAD config.json",
            1,
            FakeHub.status(
                307, "Location", "/org/name/resolve/" + FakeHub.COMMIT + "/config.json"));
    assertEquals(new TreeSet<>(NEEDED), names(snapshot(MODEL)));
  }

  @Test
  void aCommitThatIsWholeNeedsNoRequest() {
    HubModel commit = new HubModel("org/name", FakeHub.COMMIT);
    Path first = snapshot(commit);
    assertFalse(Files.exists(cache.resolve("models--org--name/refs")));
    hub.requests.clear();
    assertEquals(first, snapshot(commit));
    assertEquals(List.of(), hub.requests);
    assertEquals(first, offline(commit));
  }

  @Test
  void aCommitWithoutItsTokenizerIsCompleted() throws IOException {
    HubModel commit = new HubModel("org/name", FakeHub.COMMIT);
    Path first = snapshot(commit);
    Files.delete(first.resolve("tokenizer.json"));
    Files.delete(first.resolve("vocab.txt"));
    assertEquals(new TreeSet<>(NEEDED), names(snapshot(commit)));
  }

  @Test
  void aBranchMayHaveSlashes() throws IOException {
    hub.revision = "refs/pr/7";
    snapshot(new HubModel("org/name", "refs/pr/7"));
    assertTrue(hub.requests.contains("hub GET /api/models/org/name/revision/refs%2Fpr%2F7"));
    assertEquals(
        FakeHub.COMMIT,
        Files.readString(cache.resolve("models--org--name/refs").resolve("refs/pr/7")));
    hub.requests.clear();
    offline(new HubModel("org/name", "refs/pr/7"));
    assertEquals(List.of(), hub.requests);
  }

  @Test
  void aModelWithoutOrganisation() {
    hub.id = "bert-base-uncased";
    snapshot(new HubModel("bert-base-uncased"));
    assertTrue(Files.isDirectory(cache.resolve("models--bert-base-uncased/snapshots")));
  }

  @Test
  void weightsInSeveralFiles() {
    hub.files.remove(FakeHub.LARGE);
    hub.files.put("model-1-of-2.safetensors", FakeHub.random(1000));
    hub.files.put("model-2-of-2.safetensors", FakeHub.random(1001));
    hub.files.put("other.safetensors", FakeHub.random(1002));
    hub.files.put("pytorch_model.bin", FakeHub.random(1003));
    putIndex("a", "model-1-of-2.safetensors", "b", "model-2-of-2.safetensors");
    Set<String> expected = new TreeSet<>(NEEDED);
    expected.remove(FakeHub.LARGE);
    expected.addAll(
        List.of(
            "model.safetensors.index.json",
            "model-1-of-2.safetensors",
            "model-2-of-2.safetensors"));
    assertEquals(expected, names(snapshot(MODEL)));
    offline(MODEL);
  }

  @Test
  void aShardThatIsMissingMakesTheCacheUseless() throws IOException {
    weightsInSeveralFiles();
    Path snapshot = cache.resolve("models--org--name/snapshots").resolve(FakeHub.COMMIT);
    Files.delete(snapshot.resolve("model-2-of-2.safetensors"));
    assertThrows(UsageException.class, () -> offline(MODEL));
    Files.write(snapshot.resolve("pytorch_model.bin"), FakeHub.random(1003));
    assertThrows(UsageException.class, () -> offline(MODEL), "the index would be read");
  }

  @Test
  void anIndexThatNamesAFileThatIsNotListed() {
    hub.files.remove(FakeHub.LARGE);
    putIndex("a", "model-1-of-1.safetensors");
    ClassifineException error = assertThrows(ClassifineException.class, () -> snapshot(MODEL));
    assertTrue(error.getMessage().contains("does not have"), error.getMessage());
  }

  private void putIndex(String... weights) {
    Map<String, String> map = new java.util.TreeMap<>();
    for (int i = 0; i < weights.length; i += 2) {
      map.put(weights[i], weights[i + 1]);
    }
    hub.files.put(
        "model.safetensors.index.json", FakeHub.text(Json.line(Map.of("weight_map", map))));
  }

  @Test
  void weightsOfPyTorchWhereThereAreNoOthers() {
    hub.files.remove(FakeHub.LARGE);
    hub.files.put("pytorch_model.bin", FakeHub.random(1000));
    assertTrue(names(snapshot(MODEL)).contains("pytorch_model.bin"));
  }

  @Test
  void aRepositoryThatIsNoModel() {
    hub.files.remove(FakeHub.LARGE);
    ClassifineException error = assertThrows(ClassifineException.class, () -> snapshot(MODEL));
    assertTrue(error.getMessage().contains("none of model.safetensors"), error.getMessage());
    hub.files.remove("config.json");
    error = assertThrows(ClassifineException.class, () -> snapshot(MODEL));
    assertTrue(
        error
            .getMessage()
            .startsWith("Model org/name: the repository has no config.json and no adapter_config"),
        error.getMessage());
    assertFalse(Files.exists(cache.resolve("models--org--name")));
  }

  @Test
  void anAdapterComesWithoutTheWeightsOfItsBase() {
    hub.files.put("adapter_config.json", FakeHub.text("{\"peft_type\": \"LORA\"}"));
    hub.files.put("adapter_model.safetensors", FakeHub.random(1000));
    hub.files.put("adapter_model.bin", FakeHub.random(1001));
    Path snapshot = snapshot(MODEL);
    Set<String> expected = new TreeSet<>(NEEDED);
    expected.remove(FakeHub.LARGE);
    expected.addAll(List.of("adapter_config.json", "adapter_model.safetensors"));
    assertEquals(expected, names(snapshot));
    hub.requests.clear();
    assertEquals(snapshot, snapshot(MODEL));
    assertEquals(List.of("hub GET /api/models/org/name/revision/main"), hub.requests);
    hub.requests.clear();
    assertEquals(snapshot, offline(MODEL));
    assertEquals(snapshot, snapshot(new HubModel("org/name", FakeHub.COMMIT)));
    assertEquals(List.of(), hub.requests);
  }

  @Test
  void anAdapterMayBeItsTwoFilesAlone() {
    hub.files.clear();
    hub.files.put("adapter_config.json", FakeHub.text("{\"peft_type\": \"LORA\"}"));
    hub.files.put("adapter_model.bin", FakeHub.random(1001));
    assertEquals(new TreeSet<>(hub.files.keySet()), names(snapshot(MODEL)));
    offline(MODEL);
  }

  @Test
  void anAdapterWithoutItsWeightsIsRefusedAndInTheCacheUseless() throws IOException {
    hub.files.put("adapter_config.json", FakeHub.text("{}"));
    ClassifineException error = assertThrows(ClassifineException.class, () -> snapshot(MODEL));
    assertTrue(
        error
            .getMessage()
            .contains(
                "none of adapter_model.safetensors, adapter_model.bin, which belong to its"
                    + " adapter_config.json"),
        error.getMessage());
    assertFalse(Files.exists(cache.resolve("models--org--name")));
    hub.files.put("adapter_model.safetensors", FakeHub.random(1000));
    Files.delete(snapshot(MODEL).resolve("adapter_model.safetensors"));
    assertThrows(UsageException.class, () -> offline(MODEL));
  }

  @Test
  void aCacheThatPythonLaidIsReadOffline() throws IOException {
    Path folder = cache.resolve("models--org--name");
    Path snapshot = Files.createDirectories(folder.resolve("snapshots").resolve(FakeHub.COMMIT));
    Files.createDirectories(folder.resolve("blobs"));
    Files.createDirectories(folder.resolve("refs"));
    Files.createDirectories(folder.resolve(".no_exist").resolve(FakeHub.COMMIT));
    Files.writeString(folder.resolve("refs/main"), FakeHub.COMMIT);
    UsageException missing = assertThrows(UsageException.class, () -> offline(MODEL));
    assertTrue(missing.getMessage().contains("HF_HUB_OFFLINE"), missing.getMessage());
    for (String name : List.of("config.json", FakeHub.LARGE)) {
      Files.write(folder.resolve("blobs").resolve(hub.etag(name)), hub.files.get(name));
      Files.createSymbolicLink(snapshot.resolve(name), Path.of("../../blobs", hub.etag(name)));
    }
    assertEquals(snapshot, offline(MODEL));
    assertEquals(snapshot, offline(new HubModel("org/name", FakeHub.COMMIT)));
    assertThrows(UsageException.class, () -> offline(new HubModel("org/name", "v2")));
    assertEquals(List.of(), hub.requests);
  }

  @Test
  void progressIsTold() {
    List<String> told = new ArrayList<>();
    long[] last = {0};
    HubProgress progress =
        (file, done, total) -> {
          told.add(file);
          if (file.equals(FakeHub.LARGE)) {
            assertTrue(done >= last[0] && done <= total);
            assertEquals(300_000, total);
            last[0] = done;
          }
        };
    new Hub(hub.settings(cache), progress, time).snapshot(MODEL);
    assertEquals(300_000, last[0]);
    assertEquals(
        List.of(
            "config.json", "tokenizer.json", "vocab.txt", "tokenizer_config.json", FakeHub.LARGE),
        told.stream().distinct().toList());
  }

  private List<String> storageRequests() {
    return hub.requests.stream().filter(request -> request.startsWith("storage")).toList();
  }

  private static Set<String> names(Path folder) {
    try (var files = Files.list(folder)) {
      return new TreeSet<>(files.map(file -> file.getFileName().toString()).toList());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
