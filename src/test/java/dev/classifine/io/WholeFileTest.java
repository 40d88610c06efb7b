package dev.classifine.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.classifine.error.ClassifineException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class WholeFileTest {

  @Test
  void aFullDiskLeavesTheFileThatWasThere() throws IOException {
    Configuration small =
        Configuration.unix().toBuilder().setMaxSize(64 * 1024).setBlockSize(1024).build();
    try (FileSystem disk = Jimfs.newFileSystem(small)) {
      Path file = disk.getPath("/folder/model.safetensors");
      WholeFile.write(file, "good");
      ClassifineException error =
          assertThrows(
              ClassifineException.class, () -> WholeFile.write(file, new byte[100 * 1024]));
      assertTrue(error.getMessage().startsWith(file + ": cannot be written"), error.getMessage());
      assertTrue(error.getMessage().contains("Free some space"), error.getMessage());
      assertEquals("good", Files.readString(file));
      assertEquals(List.of("model.safetensors"), names(file.getParent()));
    }
  }

  @Test
  void contentThatFailsInTheMiddleLeavesNothing(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.json");
    assertThrows(
        ClassifineException.class,
        () ->
            WholeFile.write(
                file,
                channel -> {
                  WholeFile.writeFully(channel, ByteBuffer.wrap(new byte[10]));
                  throw new IOException("device gone");
                }));
    assertFalse(Files.exists(file));
    assertEquals(List.of(), names(folder));
  }

  @Test
  void anInterruptedThreadWritesAndStaysInterrupted(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a.json");
    Thread.currentThread().interrupt();
    WholeFile.write(file, "text");
    assertTrue(Thread.interrupted(), "the interrupt is for others to see");
    assertEquals("text", Files.readString(file));
    assertEquals(List.of("a.json"), names(folder));
  }

  @Test
  void foldersAreMadeAndFilesReplaced(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("a/b/c.txt");
    WholeFile.write(file, "one");
    WholeFile.write(file, "zwei");
    assertEquals("zwei", Files.readString(file));
    assertEquals(List.of("c.txt"), names(file.getParent()));
  }

  @Test
  void aPlaceUnderAFileIsAnError(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "x");
    ClassifineException error =
        assertThrows(
            ClassifineException.class, () -> WholeFile.write(file.resolve("under"), "text"));
    assertTrue(error.getMessage().contains("cannot be written"), error.getMessage());
  }

  @Test
  void aFolderIsAnErrorBeforeAnythingIsMade(@TempDir Path folder) throws IOException {
    Path inside = Files.createDirectory(folder.resolve("results"));
    ClassifineException error =
        assertThrows(
            ClassifineException.class,
            () ->
                WholeFile.write(
                    inside,
                    channel -> {
                      throw new AssertionError("the content was asked for");
                    }));
    assertTrue(error.getMessage().startsWith(inside + ": a folder"), error.getMessage());
    assertEquals(List.of("results"), names(folder));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatAProcessHasOpenIsWrittenBehindWhatItHolds(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("all.jsonl"), "a\n");
    try (FileChannel open = FileChannel.open(file, StandardOpenOption.WRITE);
        Stream<Path> descriptors = Files.list(Path.of("/proc/self/fd"))) {
      assertTrue(open.isOpen());
      Path descriptor = descriptors.filter(fd -> leadsTo(fd, file)).findFirst().orElseThrow();
      Path link = Files.createSymbolicLink(folder.resolve("link"), descriptor);
      for (Path name : List.of(descriptor, link)) {
        assertTrue(WholeFile.isStream(name));
        WholeFile.write(name, "b\n");
      }
    }
    assertEquals("a\nb\nb\n", Files.readString(file));
    assertFalse(WholeFile.isStream(file));
  }

  private static boolean leadsTo(Path descriptor, Path file) {
    try {
      return Files.readSymbolicLink(descriptor).equals(file.toRealPath());
    } catch (IOException e) {
      return false; // the one that lists the folder
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void pipesAndDevicesAreWrittenInto(@TempDir Path folder) throws Exception {
    Path pipe = folder.resolve("pipe");
    assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
    FutureTask<String> reading = new FutureTask<>(() -> Files.readString(pipe));
    Thread reader = new Thread(reading);
    reader.setDaemon(true); // it waits for who never writes, where the pipe was replaced
    reader.start();
    WholeFile.write(pipe, "text");
    assertFalse(Files.isRegularFile(pipe));
    assertEquals("text", reading.get(10, TimeUnit.SECONDS));
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/dev/null"));
    WholeFile.write(link, "text");
    assertTrue(Files.isSymbolicLink(link));
    assertEquals(List.of("link", "pipe"), names(folder));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDeviceThatIsFullIsAnError(@TempDir Path folder) throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("link"), Path.of("/dev/full"));
    ClassifineException error =
        assertThrows(ClassifineException.class, () -> WholeFile.write(link, "text"));
    assertTrue(error.getMessage().startsWith(link + ": cannot be written"), error.getMessage());
    assertTrue(error.getMessage().contains("a pipe or a device"), error.getMessage());
    assertTrue(Files.isSymbolicLink(link));
  }

  @Test
  void whatCannotBeDeletedIsAnErrorWithTheReason(@TempDir Path folder) throws IOException {
    Path file = Files.writeString(folder.resolve("a.json"), "{}");
    WholeFile.delete(file, "It is old. Delete it.");
    WholeFile.delete(file, "It is old. Delete it.");
    assertFalse(Files.exists(file));
    Files.createDirectories(file.resolve("folder"));
    ClassifineException error =
        assertThrows(
            ClassifineException.class, () -> WholeFile.delete(file, "It is old. Delete it."));
    assertTrue(error.getMessage().startsWith(file + ": cannot be deleted: "), error.getMessage());
    assertTrue(error.getMessage().endsWith(". It is old. Delete it."), error.getMessage());
  }

  private static List<String> names(Path folder) throws IOException {
    try (var files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
