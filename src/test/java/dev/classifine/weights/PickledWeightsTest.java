package dev.classifine.weights;

import static dev.classifine.weights.TensorFiles.assertRefused;
import static dev.classifine.weights.TensorFiles.read;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Json;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that torch 2.13 wrote with {@code make.py}, which stands beside them, and its values. */
class PickledWeightsTest {

  private static final Map<String, ElementType> TYPES =
      Map.of(
          "torch.float32", ElementType.F32,
          "torch.float16", ElementType.F16,
          "torch.bfloat16", ElementType.BF16,
          "torch.float64", ElementType.F64,
          "torch.int64", ElementType.I64,
          "torch.bool", ElementType.BOOL);

  @TempDir Path folder;

  static Path resource(String name) {
    try {
      return Path.of(PickledWeightsTest.class.getResource("/weights/" + name).toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static <T> List<T> list(JsonElement array, Function<JsonElement, T> of) {
    return array.getAsJsonArray().asList().stream().map(of).toList();
  }

  @ParameterizedTest
  @ValueSource(strings = {"file.bin", "stream.bin"})
  void whatTorchHasWrittenIsRead(String name) {
    JsonObject expected = Json.readObject(resource("expected.json"));
    int read = 0;
    try (TensorSource source = PickledWeights.open(resource(name))) {
      assertEquals(
          List.copyOf(expected.keySet()), source.tensors().stream().map(TensorInfo::name).toList());
      for (TensorInfo tensor : source.tensors()) {
        JsonObject values = expected.getAsJsonObject(tensor.name());
        long[] shape =
            list(values.get("shape"), JsonElement::getAsLong).stream()
                .mapToLong(Long::longValue)
                .toArray();
        ElementType type = TYPES.get(values.get("dtype").getAsString());
        assertEquals(new TensorInfo(tensor.name(), type, shape), tensor);
        if (type.readsAsFloat32()) {
          List<Float> floats = list(values.get("values"), JsonElement::getAsFloat);
          List<Float> found = new ArrayList<>();
          for (float value : read(source, tensor.name())) {
            found.add(value);
          }
          assertEquals(floats, found, tensor.name());
          read++;
        }
      }
      assertEquals(11, read);
      assertEquals(Map.of(), source.metadata());
      assertEquals(resource(name).toString(), source.describe());
    }
  }

  @Test
  void integersAreListedButNotReadAsFloats() {
    try (TensorSource source = PickledWeights.open(resource("file.bin"))) {
      assertEquals("position_ids [1, 6] I64", source.find("position_ids").orElseThrow().toString());
      var e =
          assertThrows(
              ClassifineException.class,
              () -> source.read("position_ids", ByteBuffer.allocate(24)));
      assertTrue(e.getMessage().contains("position_ids [1, 6] I64 cannot be read as float32"));
    }
  }

  @Test
  void anUnknownTensorIsNamed() {
    Path file = resource("file.bin");
    try (TensorSource source = PickledWeights.open(file)) {
      var e =
          assertThrows(ClassifineException.class, () -> source.read("y", ByteBuffer.allocate(0)));
      assertEquals(file + ": there is no tensor 'y' in it.", e.getMessage());
    }
  }

  @Test
  void aFileOfTheOldFormatIsRefusedWithTheRemedy() {
    Path file = resource("legacy.bin");
    assertRefused(
        () -> PickledWeights.open(file),
        file + ": is in the format from before torch 1.6",
        "torch.save(torch.load(file, weights_only=True), file)");
  }

  @Test
  void aMissingFileIsAMatterOfUsage() {
    Path file = folder.resolve("absent.bin");
    var e = assertThrows(UsageException.class, () -> PickledWeights.open(file));
    assertEquals(file + ": no such file. Name a pytorch_model.bin.", e.getMessage());
    assertThrows(UsageException.class, () -> PickledWeights.open(folder));
  }
}
