package dev.classifine.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What would change numbers and is not computed is an error that names the key; nothing else is.
 */
class UnsupportedValuesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bert | position_embedding_type | \"relative_key\" | Only \"absolute\" is",
        "bert | is_decoder | true | must be false",
        "bert | add_cross_attention | true | must be false",
        "bert | pruned_heads | {\"0\":[1]} | All heads must be there",
        "bert | num_attention_heads | 5 | must divide the hidden size",
        "bert | hidden_dropout_prob | 1.5 | must be in [0, 1)",
        "bert | hidden_size | \"big\" | must be a number",
        "bert | num_hidden_layers | 0 | must be at least 1",
        "bert | num_hidden_layers | 1.5 | must be a whole number",
        "bert | layer_norm_eps | -1 | must be above 0",
        "bert | id2label | {\"0\":\"a\",\"2\":\"b\"} | 0 to K-1 without a gap",
        "bert | id2label | {\"0\":\"a\",\"1\":\"a\"} | stands twice",
        "bert | problem_type | \"ranking\" | is not a problem type",
        "bert | pad_token_id | 100000 | must be one of the",
        "bert | model_type | \"gpt2\" | Supported are: bert, distilbert, roberta",
        "distilbert | activation | \"prelu\" | Supported are: gelu",
        "distilbert | n_heads | 7 | must divide the hidden size",
        "roberta | pad_token_id | null | must be a token's id",
        "roberta | position_embedding_type | \"relative_key_query\" | Only \"absolute\" is",
        "xlm-roberta | hidden_act | \"xielu\" | Supported are",
        "electra | is_decoder | true | must be false",
        "albert | num_hidden_groups | 9 | must be at most num_hidden_layers",
        "albert | inner_group_num | 0 | must be at least 1",
        "mpnet | relative_attention_num_buckets | 16 | into 32 buckets",
        "deberta-v2 | pos_att_type | [\"p2p\"] | may hold \"c2p\" and \"p2c\"",
        "deberta-v2 | pos_att_type | 3 | must be a string",
        "deberta-v2 | attention_head_size | 3 | must be hidden_size / num_attention_heads",
        "deberta-v2 | pooler_hidden_size | 7 | must equal hidden_size",
        "deberta-v2 | conv_kernel_size | 4 | must be odd",
        "deberta-v2 | position_buckets | 1 | or at least 2",
        "deberta-v2 | pooler_hidden_act | \"nothing\" | Supported are",
        "modernbert | classifier_pooling | \"max\" | \"cls\" and \"mean\"",
        "modernbert | layer_types | [\"full_attention\"] | each of the 4 layers",
        "modernbert | layer_types | [\"a\",\"b\",\"c\",\"d\"] | Supported are \"full_attention\"",
        "modernbert | rope_scaling | {\"rope_type\":\"yarn\",\"factor\":2} | \"default\" and"
            + " \"linear\"",
        "modernbert | rope_parameters | {\"rope_theta\":10} | each with its own",
        "modernbert | num_attention_heads | 32 | a head's size must be even",
        "modernbert | local_attention | 0 | must be at least 1",
      })
  void isAnError(String architecture, String key, String value, String message) {
    JsonObject json = json(architecture);
    json.add(key, Json.parse(value, "value"));
    ModelConfig config = new ModelConfig(json, "config.json");
    ClassifineException error =
        assertThrows(
            ClassifineException.class,
            () -> {
              config.labels();
              config.problemType();
              Architectures.of(config).parameters(config, 2);
              Architectures.of(config).program(config, ProgramOptions.DEFAULTS);
            });
    String name = key.startsWith("rope") ? "rope" : key;
    assertTrue(error.getMessage().contains(name), error.getMessage());
    assertTrue(error.getMessage().contains(message), error.getMessage());
  }

  /** mmBERT's configuration has {@code "position_embedding_type": "sans_pos"}. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "modernbert | position_embedding_type | \"sans_pos\"",
        "deberta-v2 | position_embedding_type | \"relative_key\"",
        "mpnet | position_embedding_type | \"relative_key\"",
        "distilbert | position_embedding_type | \"relative_key\"",
        "deberta-v2 | pos_att_type | [\"none\",\"p2c\",\"\",\"c2p\"]",
        "deberta-v2 | pos_att_type | `\"none|C2P|p2c|\"`",
      })
  void whatTransformersDoesNotReadChangesNothing(String architecture, String key, String value) {
    JsonObject json = json(architecture);
    ProgramDescription before = description(json);
    json.add(key, Json.parse(value, "value"));
    assertEquals(before, description(json));
  }

  @Test
  void kindsOfRelativeAttentionMatterOnlyWhereThereIsSome() {
    JsonObject json = json("deberta-v2");
    json.addProperty("pos_att_type", "p2p");
    json.addProperty("relative_attention", false);
    assertFalse(description(json).flag("RELATIVE"));
  }

  @Test
  void aBaseOfLocalPositionsThatIsNullIsTheGlobalOne() {
    JsonObject json = json("modernbert");
    json.remove("rope_parameters");
    assertEquals(10_000, description(json).number("LOCAL_BASE"));
    json.addProperty("global_rope_theta", 5000);
    json.add("local_rope_theta", JsonNull.INSTANCE);
    assertEquals(5000, description(json).number("GLOBAL_BASE"));
    assertEquals(5000, description(json).number("LOCAL_BASE"));
    json.addProperty("local_rope_theta", 700);
    assertEquals(700, description(json).number("LOCAL_BASE"));
  }

  private static JsonObject json(String architecture) {
    return Json.readObject(Path.of("src/test/resources/parity", architecture, "config.json"));
  }

  private static ProgramDescription description(JsonObject json) {
    ModelConfig config = new ModelConfig(json, "config.json");
    return Architectures.of(config).description(config, ProgramOptions.DEFAULTS);
  }
}
