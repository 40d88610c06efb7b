package dev.classifine.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDManager;
import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class FeatureStoreTest {

  private static final int SIZE = 1000;

  @TempDir Path folder;

  @Test
  void memoryGivesBackWhatWasWrittenAcrossItsChunks() {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      for (long chunk : new long[] {7, 64, SIZE, 2 * SIZE}) {
        try (FeatureStore store = new MemoryStore(manager, SIZE, chunk)) {
          assertGivesBack(store);
        }
      }
      assertEquals(0, manager.getManagedArrays().size());
    }
  }

  @Test
  void aFileGivesBackWhatWasWritten() {
    try (FeatureStore store = new FileStore(folder, SIZE)) {
      assertGivesBack(store);
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX) // elsewhere the file goes when it is closed
  void theFileHasNoNameWhileItIsUsed() throws IOException {
    try (FeatureStore store = new FileStore(folder, SIZE);
        var files = Files.list(folder)) {
      store.write(0, ByteBuffer.allocate(SIZE));
      assertEquals(0, files.count());
    }
  }

  @Test
  void tooLittleRoomIsSaidBeforeAnythingIsWritten() throws IOException {
    ClassifineException error =
        assertThrows(ClassifineException.class, () -> new FileStore(folder, Long.MAX_VALUE));
    String message = error.getMessage();
    assertTrue(
        message.startsWith(
            "The features of the frozen layers cannot be kept in the folder for temporary files, "
                + folder
                + ": they take 8796093022207 MiB, and "),
        message);
    assertTrue(message.contains("Free some space there, name another folder"), message);
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  @Test
  void aFolderThatIsNotThereIsAnError() {
    Path missing = folder.resolve("missing");
    ClassifineException error =
        assertThrows(ClassifineException.class, () -> new FileStore(missing, SIZE));
    assertTrue(
        error.getMessage().contains(missing + ": no such file or folder. Free"),
        error.getMessage());
  }

  /** Writes pieces in any order and reads others. */
  private static void assertGivesBack(FeatureStore store) {
    byte[] bytes = new byte[SIZE];
    new Random(3).nextBytes(bytes);
    int[][] pieces = {{500, 1000}, {0, 13}, {13, 500}};
    for (int[] piece : pieces) {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, piece[0], piece[1] - piece[0]);
      store.write(piece[0], buffer);
      assertEquals(0, buffer.remaining());
    }
    for (int[] piece : new int[][] {{0, 1000}, {3, 4}, {490, 777}, {999, 1000}, {5, 5}}) {
      ByteBuffer read = ByteBuffer.allocateDirect(piece[1] - piece[0]);
      store.read(piece[0], read);
      assertEquals(0, read.remaining());
      assertEquals(ByteBuffer.wrap(bytes, piece[0], piece[1] - piece[0]), read.flip());
    }
  }
}
