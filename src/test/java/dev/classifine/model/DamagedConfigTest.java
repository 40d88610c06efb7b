package dev.classifine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.classifine.ForkedAttempts;
import dev.classifine.io.Json;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DamagedConfigTest {

  private static final int ROUNDS = 500;

  @TempDir Path folder;

  @Test
  void anyDamageIsRefusedOrWorks() throws Exception {
    ForkedAttempts.Outcome outcome = ForkedAttempts.run(ConfigAttempts.class, 1, ROUNDS, folder);
    assertEquals(
        List.of(),
        outcome.failures().stream()
            .map(failure -> failure + "\n" + json(failure))
            .collect(Collectors.toList()));
    assertEquals(ROUNDS, outcome.works() + outcome.refused());
    assertTrue(outcome.works() > ROUNDS / 10, "works " + outcome.works());
  }

  private static String json(String failure) {
    String digits = failure.replaceAll("(?s)^\\D*(\\d*).*", "$1");
    return digits.isEmpty()
        ? ""
        : ConfigAttempts.folder(Long.parseLong(digits))
            + " "
            + ConfigAttempts.config(Long.parseLong(digits));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "bert; vocab_size; 2000000000; word_embeddings.weight has the shape [320, 32], but by"
            + " config.json it must be [2000000000, 32]",
        "bert; num_hidden_layers; 2147483647; num_hidden_layers is 2147483647. It must be at most",
        "distilbert; n_layers; 1001; n_layers is 1001. It must be at most 1000",
        "albert; num_hidden_layers; 1000000; num_hidden_layers is 1000000",
        "albert; inner_group_num; 1000; at most 1000 layers",
        "modernbert; intermediate_size; 2000000000; must be [4000000000, 32]",
        "modernbert; initializer_cutoff_factor; 1e-300; initializer_cutoff_factor is 1e-300",
        "bert; initializer_range; 1e999; initializer_range is 1e999",
        "roberta; max_position_embeddings; 2; it leaves none for tokens",
        "mpnet; max_position_embeddings; 1; it leaves none for tokens"
      })
  void aNumberThatTheWeightsDoNotHaveIsRefused(String name, String key, String value, String said) {
    Path fixture = Path.of("src/test/resources/parity", name);
    JsonObject config = Json.readObject(fixture.resolve("config.json"));
    config.add(key, JsonParser.parseString(value));
    String outcome = ConfigAttempts.outcome(fixture, config);
    assertTrue(outcome.startsWith("refused ") && outcome.contains(said), outcome);
  }
}
