package dev.classifine.lora;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import dev.classifine.weights.Safetensors;
import dev.classifine.weights.TensorSource;
import dev.classifine.weights.TensorToWrite;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** An adapter that would be merged wrongly is refused, by file, key and rule. */
class AdapterRefusalTest {

  private static final Path PEFT = Path.of("src/test/resources/adapters/bert");
  private static final String QUERY = "base_model.model.encoder.query.lora_";

  @TempDir Path folder;
  private JsonObject config;
  private final List<TensorToWrite> tensors = new ArrayList<>();

  @BeforeEach
  void copyTheConfiguration() {
    config = Json.readObject(PEFT.resolve("adapter_config.json"));
    config.addProperty("r", 2);
    tensor(QUERY + "A.weight", 2, 3);
    tensor(QUERY + "B.weight", 4, 2);
  }

  @Test
  void theConfigurationOfPeftIsUnderstood() throws IOException {
    config.addProperty("use_rslora", true);
    try (Adapter adapter = open()) {
      assertEquals(
          new AdapterConfig(
              "../../parity/bert",
              Optional.empty(),
              2,
              16 / Math.sqrt(2),
              List.of("classifier", "score")),
          adapter.config());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "peft_type | \"IA3\" | Only \"LORA\" is",
        "bias | \"all\" | Only \"none\" is",
        "task_type | \"CAUSAL_LM\" | Only \"SEQ_CLS\" and",
        "init_lora_weights | \"pissa\" | changes the base model's own weights",
        "use_dora | true | DoRA, which is not supported",
        "use_qalora | true | QALoRA",
        "lora_bias | true | a bias of B",
        "fan_in_fan_out | true | stored transposed",
        "rank_pattern | {\"query\": 4} | a rank that differs by layer",
        "alpha_pattern | {\"query\": 4} | an alpha that differs by layer",
        "layer_replication | [[0, 1]] | layers that are repeated",
        "trainable_token_indices | [1] | updates of single tokens",
        "target_parameters | [\"x\"] | updates of single parameters",
        "r | 0 | a whole number of at least 1",
        "r | \"4\" | It must be a number",
        "lora_alpha | null | It must be a number",
        "use_rslora | 1 | It must be true or false",
        "modules_to_save | \"classifier\" | It must be a list of strings",
        "base_model_name_or_path | 3 | It must be a string",
        "base_model_name_or_path | null | An adapter is of use only with its base model"
      })
  void aValueThatIsNotSupportedIsNamed(String key, String value, String rule) {
    config.add(key, JsonParser.parseString(value));
    ClassifineException error = assertThrows(ClassifineException.class, this::open);
    assertTrue(error.getMessage().contains("adapter_config.json: "), error.getMessage());
    assertTrue(error.getMessage().contains(key), error.getMessage());
    assertTrue(error.getMessage().contains(rule), error.getMessage());
  }

  @Test
  void tensorsOfAnotherKindAreNamed() {
    refused("lora_embedding_A", "base_model.model.words.lora_embedding_A", 2, 3);
    refused("lora_magnitude_vector", QUERY + "magnitude_vector", 4);
    refused("does not begin with base_model.model.", "query.lora_A.weight", 2, 3);
    refused("key has only lora_A", "base_model.model.key.lora_A.weight", 2, 3);
    refused("key has only lora_B", "base_model.model.key.lora_B.weight", 4, 2);
  }

  @Test
  void shapesThatAreNotOfTheRankAreNamed() {
    config.addProperty("r", 3);
    ClassifineException error = assertThrows(ClassifineException.class, this::open);
    assertTrue(
        error.getMessage().contains("encoder.query has lora_A [2, 3] and lora_B [4, 2]"),
        error.getMessage());
    assertTrue(error.getMessage().contains("they must be [3, in] and [out, 3]"));
  }

  @Test
  void aBaseWithoutTheLayerIsNamed() throws IOException {
    String error = onBase("encoder.key.weight", 4, 3);
    assertTrue(error.contains("it has encoder.query, which the base model lacks"), error);
  }

  @Test
  void aBaseOfAnotherShapeIsNamed() throws IOException {
    String error = onBase("encoder.query.weight", 4, 5);
    assertTrue(
        error.contains(
            "encoder.query is an update of a weight [4, 3], but that of the base"
                + " model is [4, 5]"),
        error);
  }

  @Test
  void aFullTensorThatIsNeitherTheBasesNorSavedIsNamed() throws IOException {
    tensor("base_model.model.other.weight", 2);
    String error = onBase("encoder.query.weight", 4, 3);
    assertTrue(error.contains("it has other.weight, which the base model lacks"), error);
  }

  private String onBase(String name, long... shape) throws IOException {
    Path file = folder.resolve("base.safetensors");
    Safetensors.write(file, List.of(zeros(name, shape)));
    try (TensorSource base = Safetensors.open(file);
        Adapter adapter = open()) {
      return assertThrows(
              ClassifineException.class, () -> new AdaptedTensors(base, adapter).close())
          .getMessage();
    }
  }

  private void refused(String part, String name, long... shape) {
    tensor(name, shape);
    ClassifineException error = assertThrows(ClassifineException.class, this::open);
    assertTrue(error.getMessage().contains(part), error.getMessage());
    tensors.remove(tensors.size() - 1);
  }

  private void tensor(String name, long... shape) {
    tensors.add(zeros(name, shape));
  }

  private static TensorToWrite zeros(String name, long... shape) {
    int size = 4;
    for (long dimension : shape) {
      size *= (int) dimension;
    }
    ByteBuffer bytes = ByteBuffer.allocate(size);
    return new TensorToWrite(name, shape, () -> bytes);
  }

  private Adapter open() throws IOException {
    Files.writeString(folder.resolve("adapter_config.json"), Json.pretty(config));
    Safetensors.write(folder.resolve("adapter_model.safetensors"), tensors);
    return Adapter.open(folder);
  }
}
