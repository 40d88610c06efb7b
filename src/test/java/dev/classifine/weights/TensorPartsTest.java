package dev.classifine.weights;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Parts of tensors against the same elements of whole ones. */
class TensorPartsTest {

  @TempDir private Path folder;

  private static TensorToWrite tensor(String name, ElementType type) {
    float[] values = new float[70_000]; // more than one piece of a file
    for (int i = 0; i < values.length; i++) {
      values[i] = (i - 35_000) / 64f;
    }
    ByteBuffer bytes = ByteBuffer.wrap(TensorFiles.bytes(values));
    return new TensorToWrite(name, type, new long[] {values.length / 7, 7}, () -> bytes);
  }

  private static float[] part(TensorSource source, String name, int first, int count) {
    ByteBuffer target = ByteBuffer.allocateDirect(count * 4 + 8).position(4);
    target.limit(4 + count * 4);
    source.read(name, first, target);
    assertEquals(4, target.position());
    assertEquals(0, target.getInt(0), "what lies before the target stays");
    float[] values = new float[count];
    target.order(ByteOrder.LITTLE_ENDIAN).asFloatBuffer().get(values);
    return values;
  }

  private static void assertParts(TensorSource source, String name) {
    assertTrue(source.hasParts(name));
    float[] whole = TensorFiles.read(source, name);
    int[][] parts = {{0, whole.length}, {0, 1}, {whole.length - 1, 1}, {1, whole.length / 2}};
    for (int[] part : parts) {
      assertArrayEquals(
          Arrays.copyOfRange(whole, part[0], part[0] + part[1]),
          part(source, name, part[0], part[1]),
          name + Arrays.toString(part));
    }
    assertEquals(0, part(source, name, whole.length, 0).length);
    for (int[] outside : new int[][] {{whole.length, 1}, {-1, 1}, {1, whole.length}}) {
      assertThrows(
          IllegalArgumentException.class, () -> part(source, name, outside[0], outside[1]));
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"F32", "F16", "BF16", "F64"})
  void ofASafetensorsFile(ElementType type) {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(file, List.of(tensor("a", ElementType.F32), tensor("x.gamma", type)));
    try (TensorSource source = Safetensors.open(file)) {
      assertParts(source, "x.gamma");
    }
  }

  @Test
  void ofShardsUnderNamesOfToday() {
    String old = "x.LayerNorm.gamma";
    WeightFiles.write(
        folder,
        java.util.Map.of(),
        List.of(tensor("a", ElementType.F32), tensor(old, ElementType.BF16)),
        1000);
    assertTrue(Files.exists(folder.resolve("model.safetensors.index.json")));
    try (TensorSource source = TensorNames.withCurrentNames(WeightFiles.openFolder(folder))) {
      assertParts(source, "x.LayerNorm.weight");
      assertParts(source, "a");
    }
  }

  @Test
  void ofPicklesWhoseElementsLieInOrder() throws IOException {
    int contiguous = 0;
    int others = 0;
    try (TensorSource source = PickledWeights.open(PickledWeightsTest.resource("file.bin"))) {
      for (TensorInfo info : source.tensors()) {
        if (!info.type().readsAsFloat32() || info.elementCount() < 4) {
          continue;
        }
        if (source.hasParts(info.name())) {
          assertParts(source, info.name());
          contiguous++;
        } else {
          ByteBuffer target = ByteBuffer.allocate(4);
          assertThrows(
              UnsupportedOperationException.class, () -> source.read(info.name(), 0, target));
          others++;
        }
      }
    }
    assertTrue(contiguous > 2, "contiguous: " + contiguous);
    assertTrue(others > 0, "others: " + others);
  }

  @Test
  void aSourceThatDoesNotSayOtherwiseHasNone() {
    TensorSource source =
        new TensorSource() {
          @Override
          public List<TensorInfo> tensors() {
            return List.of();
          }

          @Override
          public void read(String name, ByteBuffer target) {}

          @Override
          public String describe() {
            return "nothing";
          }

          @Override
          public void close() {}
        };
    assertFalse(source.hasParts("x"));
    assertThrows(
        UnsupportedOperationException.class, () -> source.read("x", 0, ByteBuffer.allocate(4)));
  }
}
