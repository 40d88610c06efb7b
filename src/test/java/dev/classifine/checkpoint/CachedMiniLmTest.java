package dev.classifine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.JavaProcess;
import dev.classifine.io.Folders;
import dev.classifine.weights.TensorInfo;
import dev.classifine.weights.TensorSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The embedded model's weights, unpacked and kept. */
class CachedMiniLmTest {

  private static final MavenModel MODEL = MavenModel.MINILM;

  /** The CRC-32 of the file. If it must change, {@code LAYOUT} of {@link WeightsCache} must too. */
  private static final String CRC32_OF_LAYOUT_1 = "b2f50ba2";

  @TempDir private Path folder;

  @Test
  void whatIsKeptIsBitForBitWhatIsUnpacked() throws IOException {
    try (Checkpoint plain = open(Optional.empty());
        Checkpoint first = open(Optional.of(folder))) {
      Path file = file();
      Object key = Files.getLastModifiedTime(file);
      try (Checkpoint second = open(Optional.of(folder))) {
        assertSame(plain.tensors(), first.tensors());
        assertSame(plain.tensors(), second.tensors());
      }
      assertEquals(key, Files.getLastModifiedTime(file), "it was written once");
      assertEquals(
          CRC32_OF_LAYOUT_1, Files.readString(file.resolveSibling(file.getFileName() + ".crc32")));
    }
  }

  @Test
  void aJarAndTheClassPathShareAFile() {
    try (ModelFiles jar = JarFiles.open(MavenCheckpointTest.jarOfMiniLm())) {
      assertEquals(
          new ClassPathFiles().packed(MODEL.weightsFile()), jar.packed(MODEL.weightsFile()));
      assertTrue(jar.packed(MODEL.weightsFile()).isPresent());
      assertTrue(jar.packed("no such file").isEmpty());
    }
  }

  /** Of a folder of classes no CRC is known. */
  @Test
  void whatIsInNoJarIsNotKept() {
    String ofThisLibrary = "dev/classifine/checkpoint/minilm/config.json";
    assertTrue(ClassPathFiles.class.getResource("/" + ofThisLibrary) != null);
    assertTrue(new ClassPathFiles().packed(ofThisLibrary).isEmpty());
    assertTrue(new ClassPathFiles().packed("no such file").isEmpty());
  }

  @Test
  void severalProcessesMayStartAtOnce() throws IOException, InterruptedException {
    List<Process> processes = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      ProcessBuilder builder = JavaProcess.of(Opener.class, List.of("-Xmx256m"));
      builder.environment().put("CLASSIFINE_CACHE", folder.toString());
      processes.add(builder.redirectError(ProcessBuilder.Redirect.INHERIT).start());
    }
    String expected;
    try (Checkpoint plain = open(Optional.empty())) {
      expected = digest(plain.tensors());
    }
    for (Process process : processes) {
      try (InputStream out = process.getInputStream()) {
        assertEquals(expected, new String(out.readAllBytes(), StandardCharsets.UTF_8).strip());
      }
      assertEquals(0, process.waitFor());
    }
    String name = file().getFileName().toString();
    assertEquals(List.of(name, name + ".crc32"), Folders.names(folder));
  }

  /** Opens minilm and prints a digest of its tensors. */
  static final class Opener {

    public static void main(String[] args) {
      try (Checkpoint checkpoint = Checkpoints.open("minilm")) {
        System.out.println(digest(checkpoint.tensors()));
      }
    }
  }

  private static String digest(TensorSource source) {
    CRC32 crc = new CRC32();
    source.tensors().stream()
        .map(TensorInfo::name)
        .sorted()
        .forEach(name -> crc.update(Tensors.read(source, name)));
    return Long.toHexString(crc.getValue());
  }

  private static void assertSame(TensorSource plain, TensorSource other) {
    assertEquals(plain.describe(), other.describe());
    assertEquals(sorted(plain), sorted(other));
    for (TensorInfo tensor : plain.tensors()) {
      assertArrayEquals(
          Tensors.read(plain, tensor.name()), Tensors.read(other, tensor.name()), tensor.name());
    }
  }

  private static List<TensorInfo> sorted(TensorSource source) {
    return source.tensors().stream().sorted(Comparator.comparing(TensorInfo::name)).toList();
  }

  private static Checkpoint open(Optional<Path> cache) {
    return MavenCheckpoint.open(MODEL, new ClassPathFiles(), new WeightsCache(cache));
  }

  private Path file() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(file -> file.toString().endsWith(".safetensors")).findAny().orElseThrow();
    }
  }
}
