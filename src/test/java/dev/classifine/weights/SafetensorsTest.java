package dev.classifine.weights;

import static dev.classifine.weights.TensorFiles.read;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Jimfs;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafetensorsTest {

  @TempDir Path folder;

  private static TensorToWrite tensor(String name, long[] shape, float... values) {
    return new TensorToWrite(name, shape, () -> ByteBuffer.wrap(TensorFiles.bytes(values)));
  }

  @Test
  void whatIsWrittenIsReadBack() {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(
        file,
        Map.of("made by", "a test"),
        List.of(
            tensor("b.weight", new long[] {2, 3}, 1, -2, 3.5f, Float.MIN_VALUE, 0, -0f),
            tensor("scalar", new long[0], 7),
            tensor("a.none", new long[] {0, 5})));
    try (TensorSource source = Safetensors.open(file)) {
      assertEquals(
          List.of("a.none [0, 5] F32", "b.weight [2, 3] F32", "scalar [] F32"),
          source.tensors().stream().map(TensorInfo::toString).toList());
      assertEquals(Map.of("format", "pt", "made by", "a test"), source.metadata());
      assertArrayEquals(
          new float[] {1, -2, 3.5f, Float.MIN_VALUE, 0, -0f}, read(source, "b.weight"));
      assertArrayEquals(new float[] {7}, read(source, "scalar"));
      assertArrayEquals(new float[0], read(source, "a.none"));
      assertEquals(file.toString(), source.describe());
    }
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(
        file, List.of(tensor("b", new long[] {1}, 2), tensor("a", new long[] {1, 2}, 0, 1)));
    String json =
        "{\"__metadata__\":{\"format\":\"pt\"},"
            + "\"a\":{\"dtype\":\"F32\",\"shape\":[1,2],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}";
    String padded = json + " ".repeat(Math.floorMod(-json.length(), 8));
    assertArrayEquals(
        TensorFiles.safetensors(padded, TensorFiles.bytes(0, 1, 2)), Files.readAllBytes(file));
  }

  @Test
  void aTensorLargerThanOneChunkIsReadWhole() {
    float[] values = new float[700_001];
    for (int i = 0; i < values.length; i++) {
      values[i] = i;
    }
    Path file = folder.resolve("large.safetensors");
    Safetensors.write(
        file, List.of(tensor("a", new long[] {1}, 5), tensor("x", new long[] {700_001}, values)));
    try (TensorSource source = Safetensors.open(file)) {
      assertArrayEquals(values, read(source, "x"));
    }
  }

  @Test
  void aReadLeavesTheTargetsPositionAndTheBytesAround() {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, List.of(tensor("x", new long[] {1}, 1)));
    ByteBuffer target = ByteBuffer.allocate(12).position(4).limit(8);
    try (TensorSource source = Safetensors.open(file)) {
      source.read("x", target);
    }
    assertEquals(4, target.position());
    assertArrayEquals(new byte[] {0, 0, 0, 0, 0, 0, (byte) 0x80, 0x3f, 0, 0, 0, 0}, target.array());
  }

  @Test
  void aTargetOfAnotherSizeIsRefused() {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, List.of(tensor("x", new long[] {1}, 1)));
    try (TensorSource source = Safetensors.open(file)) {
      var e =
          assertThrows(
              IllegalArgumentException.class, () -> source.read("x", ByteBuffer.allocate(8)));
      assertTrue(e.getMessage().contains("x [1] F32 needs a writable buffer with 4 bytes"));
    }
  }

  @Test
  void integersAreListedButNotReadAsFloats() {
    byte[] bytes =
        TensorFiles.safetensors(
            "{\"position_ids\":{\"dtype\":\"I64\",\"shape\":[1,2],\"data_offsets\":[0,16]}}",
            new byte[16]);
    Path file = TensorFiles.write(folder.resolve("model.safetensors"), bytes);
    try (TensorSource source = Safetensors.open(file)) {
      TensorInfo info = source.find("position_ids").orElseThrow();
      assertEquals(2, info.elementCount());
      assertEquals(16, info.byteSize());
      var e =
          assertThrows(
              ClassifineException.class, () -> source.read("position_ids", ByteBuffer.allocate(8)));
      assertTrue(e.getMessage().startsWith(file + ": tensor position_ids [1, 2] I64 cannot be"));
    }
  }

  @Test
  void aTensorOfTwoGibibytesIsRefusedWithItsSize() throws IOException {
    long count = 1L << 29;
    String header =
        "{\"x\":{\"dtype\":\"F16\",\"shape\":["
            + count
            + "],\"data_offsets\":[0,"
            + 2 * count
            + "]}}";
    byte[] start = TensorFiles.safetensors(header, new byte[0]);
    Path file = TensorFiles.write(folder.resolve("sparse.safetensors"), start);
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(1), start.length + 2 * count - 1);
    }
    try (TensorSource source = Safetensors.open(file)) {
      var e =
          assertThrows(ClassifineException.class, () -> source.read("x", ByteBuffer.allocate(4)));
      assertTrue(e.getMessage().contains("x [536870912] F16 has 536870912 elements"));
      assertTrue(e.getMessage().contains("2 GiB"));
    }
  }

  @Test
  void anUnknownTensorIsNamed() {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, List.of());
    try (TensorSource source = Safetensors.open(file)) {
      assertEquals(List.of(), source.tensors());
      var e =
          assertThrows(ClassifineException.class, () -> source.read("y", ByteBuffer.allocate(0)));
      assertEquals(file + ": there is no tensor 'y' in it.", e.getMessage());
    }
  }

  @Test
  void aFileThatShrinksWhileItIsOpenIsNoticed() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, List.of(tensor("x", new long[] {2}, 1, 2)));
    long size = Files.size(file);
    try (TensorSource source = Safetensors.open(file);
        FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
      channel.truncate(size - 4);
      var e =
          assertThrows(ClassifineException.class, () -> source.read("x", ByteBuffer.allocate(8)));
      assertTrue(
          e.getMessage().startsWith(file + ": ends at byte " + (size - 4) + ", earlier than"));
    }
  }

  @Test
  void aMissingFileIsAMatterOfUsage() {
    Path file = folder.resolve("absent.safetensors");
    var e = assertThrows(UsageException.class, () -> Safetensors.open(file));
    assertEquals(file + ": no such file. Name a .safetensors file.", e.getMessage());
    assertThrows(UsageException.class, () -> Safetensors.open(folder));
  }

  @Test
  void twoTensorsOfOneNameAreNotWritten() {
    Path file = folder.resolve("model.safetensors");
    var twice = List.of(tensor("x", new long[] {1}, 1), tensor("x", new long[] {1}, 2));
    var e = assertThrows(IllegalArgumentException.class, () -> Safetensors.write(file, twice));
    assertTrue(e.getMessage().startsWith("Tensor name 'x' is taken"));
    assertFalse(Files.exists(file));
  }

  @Test
  void dataOfTheWrongSizeLeaveTheOldFileAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("model.safetensors"), "old");
    var wrong = List.of(tensor("x", new long[] {3}, 1, 2));
    var e = assertThrows(IllegalArgumentException.class, () -> Safetensors.write(file, wrong));
    assertEquals("Tensor x [3] F32 takes 12 bytes as float32, but its data have 8", e.getMessage());
    assertEquals("old", Files.readString(file));
    assertEquals(List.of("model.safetensors"), namesIn(folder));
  }

  @Test
  void aFullDiskLeavesTheOldFileAndNothingElse() throws IOException {
    var small = Configuration.unix().toBuilder().setMaxSize(64 << 10).setBlockSize(1024).build();
    try (FileSystem disk = Jimfs.newFileSystem(small)) {
      Path here = Files.createDirectory(disk.getPath("/models"));
      Path file = Files.writeString(here.resolve("model.safetensors"), "old");
      float[] large = new float[1 << 16];
      Arrays.fill(large, 1);
      var e =
          assertThrows(
              ClassifineException.class,
              () -> Safetensors.write(file, List.of(tensor("x", new long[] {1 << 16}, large))));
      assertTrue(e.getMessage().startsWith("/models/model.safetensors: cannot be written: "));
      assertEquals("old", Files.readString(file));
      assertEquals(List.of("model.safetensors"), namesIn(here));
    }
  }

  @Test
  void namesBeyondAsciiSurvive() throws IOException {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, List.of(tensor("größe \"1\" 😀", new long[] {1}, 3)));
    try (TensorSource source = Safetensors.open(file)) {
      assertArrayEquals(new float[] {3}, read(source, "größe \"1\" 😀"));
    }
    assertTrue(new String(Files.readAllBytes(file), StandardCharsets.UTF_8).contains("größe"));
  }

  private static List<String> namesIn(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}
