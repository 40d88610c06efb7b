package dev.classifine.resume;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.classifine.JavaProcess;
import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderLockTest {

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void prepare() throws IOException {
    folder = Files.createDirectory(temporary.resolve("output"));
  }

  private static String refusal(Path folder) {
    return assertThrows(ClassifineException.class, () -> FolderLock.take(folder)).getMessage();
  }

  private static void assertMoved(FolderLock lock) {
    String message = assertThrows(ClassifineException.class, lock::check).getMessage();
    assertTrue(message.contains(" was deleted, moved or replaced"), message);
  }

  @Test
  void oneHoldsAFolderAndLeavesNoFile() throws IOException {
    for (int round = 0; round < 2; round++) {
      try (FolderLock lock = FolderLock.take(folder)) {
        lock.check();
        assertTrue(
            refusal(folder)
                .contains("in use by another run (process " + ProcessHandle.current().pid() + ")"));
        lock.check();
      }
      assertFalse(Files.exists(folder.resolve(FolderLock.FILE)));
    }
  }

  @Test
  void aFolderIsTheSameUnderEachOfItsNames() throws IOException {
    Path link = Files.createSymbolicLink(temporary.resolve("link"), folder);
    try (FolderLock lock = FolderLock.take(folder)) {
      lock.check();
      assertTrue(refusal(link).contains("in use"));
      assertTrue(refusal(folder.resolve("../output")).contains("in use"));
    }
    FolderLock.take(link).close();
  }

  @Test
  void aFileThatADeadProcessLeftIsInNobodysWay() throws IOException {
    Files.writeString(folder.resolve(FolderLock.FILE), "4194304999");
    try (FolderLock lock = FolderLock.take(folder)) {
      lock.check();
    }
  }

  @Test
  void aFolderThatIsMovedDeletedOrReplacedIsNoticed() throws IOException {
    try (FolderLock lock = FolderLock.take(folder)) {
      Path moved = Files.move(folder, temporary.resolve("moved"));
      assertMoved(lock);
      Files.createDirectory(folder);
      assertMoved(lock);
      Files.writeString(folder.resolve(FolderLock.FILE), "1");
      assertMoved(lock);
      Files.delete(folder.resolve(FolderLock.FILE));
      Files.delete(folder);
      Files.move(moved, folder);
      lock.check();
    }
  }

  @Test
  void anothersFileIsNotDeleted() throws IOException {
    Path other = folder.resolve(FolderLock.FILE);
    try (FolderLock lock = FolderLock.take(folder)) {
      Files.delete(other);
      Files.writeString(other, "1");
      assertMoved(lock);
    }
    assertEquals("1", Files.readString(other));
  }

  @Test
  void aFileThatCannotBeDeletedIsLetGo() throws IOException {
    FolderLock lock = FolderLock.take(folder);
    Set<PosixFilePermission> before = Files.getPosixFilePermissions(folder);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("r-xr-xr-x"));
    try {
      lock.close();
      assumeTrue(Files.exists(folder.resolve(FolderLock.FILE)), "root deletes in any folder");
      FolderLock.take(folder).close();
    } finally {
      Files.setPosixFilePermissions(folder, before);
    }
    FolderLock.take(folder).close();
    assertFalse(Files.exists(folder.resolve(FolderLock.FILE)));
  }

  @Test
  void whatIsNoFolderIsAnError() throws IOException {
    assertTrue(refusal(temporary.resolve("none")).contains("cannot be written to: no such file"));
    Path file = Files.writeString(temporary.resolve("file"), "");
    assertTrue(refusal(file).contains("cannot be written to"));
    Files.createSymbolicLink(folder.resolve(FolderLock.FILE), temporary.resolve("nowhere"));
    assertTrue(refusal(folder).contains("cannot be written to"));
  }

  @Test
  void manyWhoWantItGetItOneAtATime() throws Exception {
    AtomicInteger holders = new AtomicInteger();
    AtomicInteger taken = new AtomicInteger();
    ExecutorService threads = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int thread = 0; thread < 4; thread++) {
        done.add(
            threads.submit(
                () -> {
                  for (int attempt = 0; attempt < 200; attempt++) {
                    tryOnce(holders, taken);
                  }
                }));
      }
      for (Future<?> one : done) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertTrue(taken.get() > 1, "taken " + taken + " times of 800");
    assertFalse(Files.exists(folder.resolve(FolderLock.FILE)));
  }

  /** Takes hold many times, and ends with 1 where it is not alone then. */
  static final class Contender {

    private Contender() {}

    public static void main(String[] arguments) throws IOException {
      Path folder = Path.of(arguments[0]);
      Path alone = folder.resolve("alone");
      for (int taken = 0; taken < 100; ) {
        try (FolderLock lock = FolderLock.take(folder)) {
          lock.check();
          Files.createFile(alone); // an error where it is there
          Files.delete(alone);
          taken++;
        } catch (ClassifineException e) {
          if (!e.getMessage().contains("in use by another run")) {
            throw e;
          }
        }
      }
    }
  }

  @Test
  void manyProcessesThatWantItGetItOneAtATime() throws Exception {
    List<Process> processes = new ArrayList<>();
    try {
      for (int i = 0; i < 3; i++) {
        processes.add(
            JavaProcess.of(Contender.class, List.of("-Xmx64m"), folder.toString())
                .redirectErrorStream(true)
                .redirectOutput(temporary.resolve("log" + i).toFile())
                .start());
      }
      for (int i = 0; i < 3; i++) {
        assertTrue(processes.get(i).waitFor(60, TimeUnit.SECONDS));
        assertEquals(
            0, processes.get(i).exitValue(), Files.readString(temporary.resolve("log" + i)));
      }
    } finally {
      processes.forEach(Process::destroyForcibly);
    }
    assertFalse(Files.exists(folder.resolve(FolderLock.FILE)));
  }

  private void tryOnce(AtomicInteger holders, AtomicInteger taken) {
    try (FolderLock lock = FolderLock.take(folder)) {
      assertEquals(1, holders.incrementAndGet());
      lock.check();
      taken.incrementAndGet();
      holders.decrementAndGet();
    } catch (ClassifineException e) {
      assertTrue(e.getMessage().contains("in use by another run"), e.getMessage());
    }
  }
}
