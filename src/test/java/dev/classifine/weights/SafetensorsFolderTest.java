package dev.classifine.weights;

import static dev.classifine.weights.TensorFiles.assertRefused;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsFolderTest {

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
    try (TensorSource source = Safetensors.openFolder(folder)) {
      assertArrayEquals(new float[] {1}, TensorFiles.read(source, "x"));
    }
  }

  @Test
  void shardsAreOneSource() throws IOException {
    tensor(FIRST, "a", 1);
    tensor(SECOND, "b", 2);
    Path index = index("{'weight_map':{'b':'" + SECOND + "','a':'" + FIRST + "'}}");
    try (TensorSource source = Safetensors.openFolder(folder)) {
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
  void aMissingShardIsNamed() throws IOException {
    tensor(FIRST, "a", 1);
    Path index = index("{'weight_map':{'a':'" + FIRST + "','b':'" + SECOND + "'}}");
    assertRefused(
        () -> Safetensors.openFolder(folder),
        index + ": tensor 'b' is said to be in " + SECOND + ", which is not in the folder");
  }

  @Test
  void aTensorThatIsNotInItsShardIsNamed() throws IOException {
    tensor(FIRST, "a", 1);
    Path index = index("{'weight_map':{'b':'" + FIRST + "'}}");
    assertRefused(() -> Safetensors.openFolder(folder), index + ": tensor 'b' is not in " + FIRST);
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
        () -> Safetensors.openFolder(folder),
        index + ": tensor 'a' is said to be in ",
        "not the plain name of a file in the same folder");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}", "{'weight_map':[]}"})
  void anIndexWithoutAMapIsRefused(String json) throws IOException {
    Path index = index(json);
    assertRefused(
        () -> Safetensors.openFolder(folder), index + ": there is no object 'weight_map'");
  }

  @Test
  void aFolderWithoutWeightsSaysWhatIsThere() throws IOException {
    assertRefused(() -> Safetensors.openFolder(folder), folder.toString(), "Found: nothing.");
    Files.createFile(folder.resolve("pytorch_model.bin"));
    Files.createFile(folder.resolve("config.json"));
    assertRefused(
        () -> Safetensors.openFolder(folder),
        "Found: config.json, pytorch_model.bin.",
        "pytorch_model.bin is not supported yet: convert it to safetensors");
  }

  @Test
  void aMissingFolderIsAMatterOfUsage() {
    Path absent = folder.resolve("absent");
    var e = assertThrows(UsageException.class, () -> Safetensors.openFolder(absent));
    assertEquals(absent + ": no such folder. Name the folder of a model.", e.getMessage());
  }

  @Test
  void oldLayerNormNamesBecomeTheNamesOfToday() {
    tensor("model.safetensors", "bert.embeddings.LayerNorm.gamma", 4);
    try (TensorSource source = TensorNames.withCurrentNames(Safetensors.openFolder(folder))) {
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
