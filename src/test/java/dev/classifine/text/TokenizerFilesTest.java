package dev.classifine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tokenizers without a {@code tokenizer.json}: the expected ids are those of transformers' own
 * classes on the same vocabulary files.
 */
class TokenizerFilesTest {

  private static final Path ROOT = Path.of("src/test/resources/vocabularies");

  @ParameterizedTest
  @ValueSource(strings = {"bert", "bert-cased", "mpnet", "roberta", "roberta-prefix"})
  void aVocabularyGivesTheIdsOfTransformers(String name) {
    Path folder = ROOT.resolve(name);
    JsonObject expected = Json.readObject(folder.resolve("expected.json"));
    TokenizerFiles files =
        new TokenizerFiles(
            file -> file.startsWith("expected") ? null : content(folder.resolve(file)),
            name,
            expected.get("model_type").getAsString());
    int types = files.givesTypes() ? 2 : 0;
    try (TextTokenizer tokenizer =
        TextTokenizer.load(files.json(), "built", new TokenLimits(40, 400, types, false))) {
      List<JsonElement> texts = items(expected.get("texts"));
      EncodedTexts encoded =
          tokenizer.encode(texts.stream().map(JsonElement::getAsString).toList(), null);
      List<JsonElement> ids = items(expected.get("ids"));
      for (int row = 0; row < ids.size(); row++) {
        assertArrayEquals(ints(ids.get(row)), encoded.ids(row), texts.get(row).toString());
      }
      assertPairs(expected, tokenizer, types > 0);
    }
  }

  private static void assertPairs(JsonObject expected, TextTokenizer tokenizer, boolean typed) {
    List<JsonElement> pairs = items(expected.get("pairs"));
    EncodedTexts encoded =
        tokenizer.encode(
            pairs.stream().map(pair -> items(pair).get(0).getAsString()).toList(),
            pairs.stream().map(pair -> items(pair).get(1).getAsString()).toList());
    assertEquals(!expected.get("pair_types").isJsonNull(), typed);
    for (int row = 0; row < pairs.size(); row++) {
      assertArrayEquals(ints(items(expected.get("pair_ids")).get(row)), encoded.ids(row));
      if (typed) {
        int[] types = ints(items(expected.get("pair_types")).get(row));
        for (int t = 0; t < types.length; t++) {
          assertEquals(types[t], encoded.type(row, t));
        }
      }
    }
  }

  @Test
  void tokenTypesAreGivenAsTransformersGivesThem() {
    assertTrue(types("bert", null));
    assertFalse(types("roberta", null));
    assertTrue(types("bert", "{\"tokenizer_class\":\"BertTokenizerFast\"}"));
    assertFalse(types("bert", "{\"tokenizer_class\":\"PreTrainedTokenizerFast\"}"));
    assertFalse(types("xlm-roberta", "{\"tokenizer_class\":\"XLMRobertaTokenizerFast\"}"));
    assertTrue(
        types(
            "roberta",
            "{\"tokenizer_class\":\"RobertaTokenizer\",\"model_input_names\":[\"input_ids\","
                + "\"token_type_ids\"]}"));
    assertFalse(types("bert", "{\"model_input_names\":[\"input_ids\",\"attention_mask\"]}"));
  }

  @Test
  void theConfigurationDecidesOnCaseForTokenizersOfBert() throws IOException {
    String json = Files.readString(Path.of("src/test/resources/parity/bert/tokenizer.json"));
    String config = "{\"tokenizer_class\":\"BertTokenizer\",\"do_lower_case\":false}";
    String adjusted =
        files("bert", Map.of("tokenizer.json", json, "tokenizer_config.json", config)).json();
    assertTrue(adjusted.contains("\"lowercase\":false"), adjusted.substring(0, 500));
    String other = "{\"tokenizer_class\":\"TokenizersBackend\",\"do_lower_case\":false}";
    assertEquals(
        json, files("bert", Map.of("tokenizer.json", json, "tokenizer_config.json", other)).json());
  }

  @Test
  void aVocabularyMustHoldTheSpecialTokens() {
    assertError(Map.of("vocab.txt", "[PAD]\n[CLS]\n[SEP]\na\n"), "no \"[UNK]\"", "unk_token");
    assertError(Map.of("vocab.txt", ""), "vocab.txt: is empty");
    assertError(Map.of("vocab.json", "{\"a\":-1}", "merges.txt", ""), "\"a\" has the id -1");
    assertError(Map.of("vocab.json", "{\"a\":0}"), "no tokenizer.json");
    assertError(Map.of("spiece.model", "x"), "SentencePiece", "save_pretrained");
    assertError(
        Map.of("vocab.txt", "[UNK]\n[CLS]\n[SEP]\n", "added_tokens.json", "{\"x\":\"y\"}"),
        "added_tokens.json: an added token has the id \"y\"");
  }

  private static void assertError(Map<String, String> content, String... parts) {
    ClassifineException error =
        assertThrows(ClassifineException.class, () -> files("bert", content).json());
    for (String part : parts) {
      assertTrue(error.getMessage().contains(part), error.getMessage());
    }
  }

  private static boolean types(String modelType, String config) {
    return files(modelType, config == null ? Map.of() : Map.of("tokenizer_config.json", config))
        .givesTypes();
  }

  private static TokenizerFiles files(String modelType, Map<String, String> content) {
    return new TokenizerFiles(
        name ->
            content.containsKey(name) ? content.get(name).getBytes(StandardCharsets.UTF_8) : null,
        "folder",
        modelType);
  }

  private static byte[] content(Path file) {
    try {
      return Files.exists(file) ? Files.readAllBytes(file) : null;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static List<JsonElement> items(JsonElement list) {
    return StreamSupport.stream(list.getAsJsonArray().spliterator(), false).toList();
  }

  private static int[] ints(JsonElement list) {
    return items(list).stream().mapToInt(JsonElement::getAsInt).toArray();
  }
}
