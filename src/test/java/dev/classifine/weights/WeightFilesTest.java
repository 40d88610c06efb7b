package dev.classifine.weights;

import static dev.classifine.weights.TensorFiles.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightFilesTest {

  private static final String FIRST = "model-00001-of-00002.safetensors";
  private static final String SECOND = "model-00002-of-00002.safetensors";

  @TempDir Path folder;

  private void tensor(String file, String name, float value) {
    Safetensors.write(
        folder.resolve(file),
        List.of(
            new TensorToWrite(
                name, new long[] {1}, () -> ByteBuffer.wrap(TensorFiles.bytes(value)))));
  }

  private Path index(String json) throws IOException {
    return Files.writeString(
        folder.resolve("model.safetensors.index.json"), json.replace('\'', '"'));
  }

  @Test
  void aSingleFileIsPreferred() throws IOException {
    tensor("model.safetensors", "x", 1);
    index("not read");
    try (TensorSource source = WeightFiles.openFolder(folder)) {
      assertArrayEquals(new float[] {1}, TensorFiles.read(source, "x"));
    }
  }

  @Test
  void shardsAreOneSource() throws IOException {
    tensor(FIRST, "a", 1);
    tensor(SECOND, "b", 2);
    Path index = index("{'weight_map':{'b':'" + SECOND + "','a':'" + FIRST + "'}}");
    try (TensorSource source = WeightFiles.openFolder(folder)) {
      assertEquals(List.of("b", "a"), source.tensors().stream().map(TensorInfo::name).toList());
      assertArrayEquals(new float[] {1}, TensorFiles.read(source, "a"));
      assertArrayEquals(new float[] {2}, TensorFiles.read(source, "b"));
      assertEquals(index.toString(), source.describe());
      var e =
          assertThrows(ClassifineException.class, () -> source.read("c", ByteBuffer.allocate(4)));
      assertEquals(index + ": there is no tensor 'c' in it.", e.getMessage());
    }
  }

  @Test
  void safetensorsArePreferredToAPickle() throws IOException {
    tensor(FIRST, "a", 1);
    index("{'weight_map':{'a':'" + FIRST + "'}}");
    Files.copy(PickledWeightsTest.resource("file.bin"), folder.resolve("pytorch_model.bin"));
    assertEquals("[a [1] F32]", namesOfTensors());
    Files.delete(folder.resolve("model.safetensors.index.json"));
    assertTrue(namesOfTensors().startsWith("[dense.weight [4, 3] F32, "), namesOfTensors());
  }

  private String namesOfTensors() {
    try (TensorSource source = WeightFiles.openFolder(folder)) {
      return source.tensors().toString();
    }
  }

  @Test
  void pickledShardsAreOneSource() throws IOException {
    Files.copy(PickledWeightsTest.resource("file.bin"), folder.resolve("one.bin"));
    Files.copy(PickledWeightsTest.resource("stream.bin"), folder.resolve("two.bin"));
    Files.writeString(
        folder.resolve("pytorch_model.bin.index.json"),
        "{\"weight_map\":{\"half\":\"two.bin\",\"scalar\":\"one.bin\"}}");
    try (TensorSource source = WeightFiles.openFolder(folder)) {
      assertEquals("[half [2, 2] F16, scalar [] F32]", source.tensors().toString());
      assertArrayEquals(new float[] {7.5f}, TensorFiles.read(source, "scalar"));
      assertArrayEquals(new float[] {1, -2.5f, 65504, 0x1p-24f}, TensorFiles.read(source, "half"));
    }
  }

  @Test
  void aMissingShardIsNamed() throws IOException {
    tensor(FIRST, "a", 1);
    Path index = index("{'weight_map':{'a':'" + FIRST + "','b':'" + SECOND + "'}}");
    assertRefused(
        () -> WeightFiles.openFolder(folder),
        index + ": tensor 'b' is said to be in " + SECOND + ", which is not in the folder");
  }

  @Test
  void aTensorThatIsNotInItsShardIsNamed() throws IOException {
    tensor(FIRST, "a", 1);
    Path index = index("{'weight_map':{'b':'" + FIRST + "'}}");
    assertRefused(() -> WeightFiles.openFolder(folder), index + ": tensor 'b' is not in " + FIRST);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'../model.safetensors'",
        "'/etc/passwd'",
        "'a\\\\b'",
        "'..'",
        "''",
        "3",
        "null",
        "['a']",
        "'a\\u0000b'"
      })
  void anIndexMustNotLeadOutOfItsFolder(String value) throws IOException {
    Path index = index("{'weight_map':{'a':" + value + "}}");
    assertRefused(
        () -> WeightFiles.openFolder(folder),
        index + ": tensor 'a' is said to be in ",
        "not the plain name of a file in the same folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'weight_map':[]}"})
  void anIndexWithoutAMapIsRefused(String json) throws IOException {
    Path index = index(json);
    assertRefused(
        () -> WeightFiles.openFolder(folder), index + ": there is no object 'weight_map'");
  }

  @Test
  void aFolderWithoutWeightsSaysWhatIsThere() throws IOException {
    assertRefused(() -> WeightFiles.openFolder(folder), folder.toString(), "Found: nothing.");
    Files.createFile(folder.resolve("model.onnx"));
    Files.createFile(folder.resolve("config.json"));
    assertRefused(
        () -> WeightFiles.openFolder(folder),
        "neither model.safetensors nor pytorch_model.bin is there",
        "Found: config.json, model.onnx.");
  }

  @Test
  void aMissingFolderIsAMatterOfUsage() {
    Path absent = folder.resolve("absent");
    var e = assertThrows(UsageException.class, () -> WeightFiles.openFolder(absent));
    assertEquals(absent + ": no such folder. Name the folder of a model.", e.getMessage());
  }

  @Test
  void anOlderIndexThatCannotBeDeletedIsAnErrorSinceItMayBeRead() throws IOException {
    Path index = folder.resolve("model.safetensors.index.json");
    Files.createDirectories(index.resolve("folder"));
    ClassifineException error =
        assertThrows(
            ClassifineException.class, () -> WeightFiles.write(folder, Map.of(), List.of(), 1000));
    assertTrue(error.getMessage().startsWith(index + ": cannot be deleted: "), error.getMessage());
    assertTrue(error.getMessage().endsWith(WeightFiles.WRITTEN_OVER), error.getMessage());
  }

  @Test
  void oldLayerNormNamesBecomeTheNamesOfToday() {
    tensor("model.safetensors", "bert.embeddings.LayerNorm.gamma", 4);
    try (TensorSource source = TensorNames.withCurrentNames(WeightFiles.openFolder(folder))) {
      assertEquals("[bert.embeddings.LayerNorm.weight [1] F32]", source.tensors().toString());
      assertArrayEquals(
          new float[] {4}, TensorFiles.read(source, "bert.embeddings.LayerNorm.weight"));
      assertEquals("pt", source.metadata().get("format"));
    }
    assertEquals("LayerNorm.bias", TensorNames.current("LayerNorm.beta"));
    assertEquals("my.LayerNorm.beta.x", TensorNames.current("my.LayerNorm.beta.x"));
    assertEquals("myLayerNorm.gamma", TensorNames.current("myLayerNorm.gamma"));
  }

  @Test
  void anOldAndANewNameOfOneWeightCollide() {
    Path file = folder.resolve("model.safetensors");
    Safetensors.write(
        file,
        List.of(
            new TensorToWrite("LayerNorm.beta", new long[] {0}, () -> ByteBuffer.allocate(0)),
            new TensorToWrite("LayerNorm.bias", new long[] {0}, () -> ByteBuffer.allocate(0))));
    assertRefused(
        () -> TensorNames.withCurrentNames(Safetensors.open(file)),
        file + ": tensors 'LayerNorm.beta' and 'LayerNorm.bias' are the old and the new name");
  }
}
