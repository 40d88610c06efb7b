package dev.classifine.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.google.gson.JsonObject;
import dev.classifine.io.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The table of docs/choose-a-model.md is that of the configurations. */
class ChooseAModelTest {

  @Test
  void theTableOfMavensModelsIsThatOfTheirConfigurations() throws IOException {
    List<String[]> rows =
        Files.readString(Path.of("docs/choose-a-model.md"))
            .lines()
            .dropWhile(line -> !line.startsWith("| name |"))
            .takeWhile(line -> line.startsWith("|"))
            .skip(2)
            .map(line -> line.substring(1).replace("`", "").strip().split("\\s*\\|\\s*"))
            .map(cells -> Arrays.stream(cells).map(String::strip).toArray(String[]::new))
            .toList();
    assertEquals(
        Arrays.stream(MavenModel.values()).map(MavenModel::title).toList(),
        rows.stream().map(row -> row[0]).toList());
    for (String[] row : rows) {
      JsonObject config = config(row[0]);
      assertEquals("bert", config.get("model_type").getAsString());
      assertEquals(512, config.get("max_position_embeddings").getAsInt());
      assertEquals(config.get("num_hidden_layers").getAsString(), row[2]);
      assertEquals(config.get("hidden_size").getAsString(), row[3]);
      assertEquals(config.get("vocab_size").getAsString(), row[4]);
      assertEquals(parameters(config) / 1e6, Double.parseDouble(row[5]), 0.2);
    }
  }

  /** Embeddings and layers of BERT, without a pooler: weights, biases and norms. */
  private static long parameters(JsonObject config) {
    long hidden = config.get("hidden_size").getAsLong();
    long between = config.get("intermediate_size").getAsLong();
    long rows = config.get("vocab_size").getAsLong() + 512 + 2;
    long layer =
        4 * (hidden * hidden + hidden) + 2 * hidden * between + between + hidden + 4 * hidden;
    return (rows + 2) * hidden + config.get("num_hidden_layers").getAsLong() * layer;
  }

  private static JsonObject config(String name) throws IOException {
    try (InputStream in = MavenModel.class.getResourceAsStream(name + "/config.json")) {
      return Json.parseObject(new String(in.readAllBytes(), StandardCharsets.UTF_8), name);
    }
  }
}
