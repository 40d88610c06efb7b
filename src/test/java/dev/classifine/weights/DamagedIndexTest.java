package dev.classifine.weights;

import static dev.classifine.weights.TensorFiles.assertRefused;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonParser;
import dev.classifine.JsonMutations;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DamagedIndexTest {

  private static final String INDEX =
      "{\"metadata\":{\"total_size\":16},\"weight_map\":{\"a\":\"one.safetensors\","
          + "\"b\":\"two.safetensors\",\"c\":\"two.safetensors\"}}";

  @TempDir Path folder;

  @BeforeEach
  void writeShards() {
    String one = "{\"a\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    String two =
        "{\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]},"
            + "\"c\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[4,12]}}";
    TensorFiles.write(folder.resolve("one.safetensors"), TensorFiles.safetensors(one, new byte[4]));
    TensorFiles.write(
        folder.resolve("two.safetensors"), TensorFiles.safetensors(two, new byte[12]));
  }

  private void writeIndex(byte[] bytes) {
    TensorFiles.write(folder.resolve("model.safetensors.index.json"), bytes);
  }

  @Test
  void anyDamageIsRefusedOrReadable() {
    writeIndex(INDEX.getBytes(StandardCharsets.UTF_8));
    assertTrue(TensorFiles.opensAndReads(() -> WeightFiles.openFolder(folder)));
    Random random = new Random(5);
    List<String> names =
        List.of(
            "\"one.safetensors\"",
            "\"..\"",
            "\"/etc/passwd\"",
            "\"one.safetensors/x\"",
            "\"model.safetensors.index.json\"",
            "{\"a\":\"one.safetensors\"}");
    JsonMutations mutations = new JsonMutations(random, names);
    int opened = 0;
    int rounds = 2000;
    for (int round = 0; round < rounds; round++) {
      JsonElement json = JsonParser.parseString(INDEX);
      for (int i = random.nextInt(3); i >= 0; i--) {
        mutations.damage(json);
      }
      byte[] bytes = json.toString().getBytes(StandardCharsets.UTF_8);
      writeIndex(random.nextInt(3) == 0 ? TensorFiles.damaged(bytes, random) : bytes);
      opened += TensorFiles.opensAndReads(() -> WeightFiles.openFolder(folder)) ? 1 : 0;
    }
    assertTrue(opened > 0 && opened < rounds / 2, "opened " + opened);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors", "pytorch_model.bin"})
  void anIndexThatIsNoFileIsRefused(String name) throws IOException {
    Path index = folder.resolve(name + ".index.json");
    Files.createDirectory(index);
    assertRefused(() -> WeightFiles.openFolder(folder), index + ": not a file");
    Files.delete(index);
    TensorFiles.write(index, new byte[0]);
    assertRefused(() -> WeightFiles.openFolder(folder), index + ": empty");
    TensorFiles.write(index, "[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
    assertRefused(() -> WeightFiles.openFolder(folder), index + ": not valid JSON");
  }

  @ParameterizedTest
  @ValueSource(strings = {"model.safetensors", "pytorch_model.bin"})
  void weightsThatAreNoFileAreRefused(String name) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectory(file);
    assertRefused(() -> WeightFiles.openFolder(folder), file + ": is a folder");
    Files.delete(file);
    Files.createSymbolicLink(file, file.getFileName());
    assertRefused(() -> WeightFiles.openFolder(folder), file + ": ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"weight_map\":{\"a\":\"../x\"}}; not the plain name of a file",
        "{\"weight_map\":{\"a\":3}}; not the plain name of a file",
        "{\"weight_map\":{\"c\":\"one.safetensors\"}}; tensor 'c' is not in one.safetensors"
      })
  void anIndexThatLeadsNowhereIsRefused(String index, String said) {
    writeIndex(index.getBytes(StandardCharsets.UTF_8));
    assertRefused(() -> WeightFiles.openFolder(folder), said);
  }
}
