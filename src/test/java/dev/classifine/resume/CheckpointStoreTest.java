package dev.classifine.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Folders;
import dev.classifine.io.WholeFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointStoreTest {

  @TempDir Path output;

  private static Consumer<Path> weights(String content) {
    return folder -> WholeFile.write(folder.resolve("weights"), content);
  }

  private static void write(CheckpointStore store, long... steps) {
    for (long step : steps) {
      store.write(step, weights("weights of " + step));
    }
  }

  private List<String> names() throws IOException {
    return Folders.names(output);
  }

  @Test
  void aCheckpointIsWholeAndSealed() throws IOException {
    try (CheckpointStore store = CheckpointStore.open(output)) {
      Path folder = store.write(7, weights("good"));
      assertEquals(output.resolve("checkpoint-7"), folder);
      assertEquals(List.of("checksums.json", "weights"), Folders.names(folder));
      assertEquals(List.of(".classifine.lock", "checkpoint-7"), names());
      assertEquals(Optional.of(new SavedCheckpoint(7, folder)), store.newest(why -> {}));
    }
    assertEquals(List.of("checkpoint-7"), names());
  }

  @Test
  void oneOfTheSameStepIsReplaced() throws IOException {
    try (CheckpointStore store = CheckpointStore.open(output)) {
      write(store, 7);
      Path folder = store.write(7, weights("new"));
      assertEquals("new", Files.readString(folder.resolve("weights")));
      store.verify(folder);
      assertEquals(List.of(".classifine.lock", "checkpoint-7"), names());
    }
  }

  /** The moment between two renames: the old one is away, the new one has not its name yet. */
  @Test
  void oneThatWasToBeReplacedWhenTheProcessDiedComesBack() throws IOException {
    try (CheckpointStore store = CheckpointStore.open(output)) {
      write(store, 7);
    }
    Files.move(output.resolve("checkpoint-7"), output.resolve(".checkpoint-7.replaced"));
    Files.createDirectory(output.resolve(".checkpoint-7.partial"));
    assertTrue(CheckpointStore.holdsRun(output));
    try (CheckpointStore store = CheckpointStore.open(output)) {
      assertEquals(7, store.newest(why -> {}).orElseThrow().step());
      assertEquals(List.of(".classifine.lock", "checkpoint-7"), names());
    }
  }

  /** The moment after them. */
  @Test
  void oneThatWasReplacedDoesNotComeBack() throws IOException {
    try (CheckpointStore store = CheckpointStore.open(output)) {
      write(store, 7);
    }
    Path replaced = Files.createDirectory(output.resolve(".checkpoint-7.replaced"));
    Files.writeString(replaced.resolve("weights"), "old");
    try (CheckpointStore store = CheckpointStore.open(output)) {
      assertEquals(
          "weights of 7", Files.readString(store.folder(7).resolve("weights")), store.toString());
      assertEquals(List.of(".classifine.lock", "checkpoint-7"), names());
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ".checkpoint-8.partial",
        ".checkpoint-3.deleted",
        ".run.json.partial",
        ".classifine1.probe"
      })
  void whatACrashLeavesIsSweptAway(String name) throws IOException {
    Files.writeString(output.resolve(name), "half");
    assertTrue(CheckpointStore.isLeftOver(name));
    CheckpointStore.open(output).close();
    assertEquals(List.of(), names());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"run.json", "model.safetensors", "checkpoint-8", ".checkpoint-8.replaced"})
  void nothingOfWorthIsALeftOver(String name) {
    assertFalse(CheckpointStore.isLeftOver(name));
  }

  @Test
  void aContentThatFailsLeavesTheOlderOnes() throws IOException {
    try (CheckpointStore store = CheckpointStore.open(output)) {
      write(store, 7);
      IllegalStateException error =
          assertThrows(
              IllegalStateException.class,
              () ->
                  store.write(
                      7,
                      folder -> {
                        weights("half").accept(folder);
                        throw new IllegalStateException("no memory");
                      }));
      assertEquals("no memory", error.getMessage());
      assertEquals(List.of(".classifine.lock", "checkpoint-7"), names());
      assertEquals(7, store.newest(why -> {}).orElseThrow().step());
      assertEquals("weights of 7", Files.readString(store.folder(7).resolve("weights")));
    }
  }

  @Test
  void aFullDiskLeavesTheOlderOnesAndIsToldOf() throws IOException {
    Configuration small =
        Configuration.unix().toBuilder().setMaxSize(64 * 1024).setBlockSize(1024).build();
    try (FileSystem disk = Jimfs.newFileSystem(small)) {
      Path folder = Files.createDirectory(disk.getPath("/output"));
      try (CheckpointStore store = CheckpointStore.open(folder)) {
        store.write(7, weights("x".repeat(30_000)));
        ClassifineException error =
            assertThrows(
                ClassifineException.class, () -> store.write(8, weights("x".repeat(40_000))));
        assertEquals(
            "/output/checkpoint-8: cannot be written: out of disk space. Older checkpoints are"
                + " unharmed. Make room, or let the folder be written to, and go on with"
                + " --resume.",
            error.getMessage());
        assertEquals(List.of(".classifine.lock", "checkpoint-7"), Folders.names(folder));
        assertEquals(7, store.newest(why -> {}).orElseThrow().step());
        store.write(8, weights("x".repeat(20_000)));
        assertEquals(8, store.newest(why -> {}).orElseThrow().step());
      }
    }
  }

  @Test
  void aFolderThatIsTakenAwayMeanwhileExplainsAFailure() {
    try (CheckpointStore store = CheckpointStore.open(output)) {
      ClassifineException error =
          assertThrows(
              ClassifineException.class,
              () ->
                  store.write(
                      7,
                      folder -> {
                        weights("good").accept(folder);
                        delete(output);
                      }));
      assertTrue(error.getMessage().contains("was deleted, moved or replaced"), error.getMessage());
      assertFalse(Files.exists(output));
    }
  }

  @Test
  void aFolderThatIsTakenAwayBeforeItIsListedIsToldAsThat() {
    try (CheckpointStore store = CheckpointStore.open(output)) {
      store.write(7, weights("good"));
      delete(output);
      ClassifineException error =
          assertThrows(ClassifineException.class, () -> store.keep(1, 7, List.of()));
      assertTrue(error.getMessage().contains("was deleted, moved or replaced"), error.getMessage());
    }
  }

  private static void delete(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void theOldestGoAndSomeStayInAnyCase() {
    try (CheckpointStore store = CheckpointStore.open(output)) {
      write(store, 2, 4, 6, 10, 12);
      store.keep(2, 12, List.of(4L));
      assertEquals(List.of(4L, 10L, 12L), store.steps());
      store.keep(2, 12, List.of(12L));
      assertEquals(List.of(4L, 10L, 12L), store.steps());
      store.keep(1, 12, List.of(99L));
      assertEquals(List.of(12L), store.steps());
    }
  }

  @Test
  void theOneThatWasJustWrittenStaysWhateverTheNumbersOfOthers() {
    try (CheckpointStore store = CheckpointStore.open(output)) {
      write(store, 500, 1000, 100);
      store.keep(2, 100, List.of());
      assertEquals(List.of(100L, 1000L), store.steps());
      store.keep(1, 100, List.of());
      assertEquals(List.of(100L), store.steps());
    }
  }

  @Test
  void stepsAreComparedAsNumbersAndOtherNamesAreNone() throws IOException {
    try (CheckpointStore store = CheckpointStore.open(output)) {
      write(store, 9, 10);
      for (String other :
          List.of("checkpoint-", "checkpoint-x", "checkpoint-011", "checkpoint-12.damaged", "c")) {
        Files.createDirectory(output.resolve(other));
      }
      assertEquals(List.of(9L, 10L), store.steps());
    }
  }

  @Test
  void damagedOnesAreSetAsideAndTheNewestGoodOneIsTaken() throws IOException {
    try (CheckpointStore store = CheckpointStore.open(output)) {
      write(store, 2, 4, 6);
      Files.writeString(store.folder(6).resolve("weights"), "other");
      Files.delete(store.folder(4).resolve("checksums.json"));
      List<String> refused = new ArrayList<>();
      assertEquals(2, store.newest(refused::add).orElseThrow().step());
      assertEquals(2, refused.size(), refused.toString());
      assertTrue(refused.get(0).startsWith(store.folder(6) + "/weights: "), refused.get(0));
      assertTrue(refused.get(1).startsWith(store.folder(4) + "/checksums.json: "), refused.get(1));
      assertEquals(
          List.of(
              ".classifine.lock", "checkpoint-2", "checkpoint-4.damaged", "checkpoint-6.damaged"),
          names());
      store.clear();
      assertEquals(List.of(".classifine.lock"), names());
      assertEquals(Optional.empty(), store.newest(refused::add));
    }
  }

  @Test
  void anotherProgramsCheckpointsAreRefusedEachTimeAndTheFolderIsLetGo() throws IOException {
    Files.createDirectory(output.resolve("checkpoint-500"));
    assertFalse(CheckpointStore.holdsRun(output));
    for (int attempt = 0; attempt < 2; attempt++) {
      String message =
          assertThrows(ClassifineException.class, () -> CheckpointStore.open(output)).getMessage();
      assertTrue(message.contains("checkpoint-500 is not a checkpoint of Classifine"), message);
    }
    assertEquals(List.of("checkpoint-500"), names());
  }
}
