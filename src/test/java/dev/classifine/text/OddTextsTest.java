package dev.classifine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonArray;
import com.google.gson.JsonNull;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import dev.classifine.error.ClassifineException;
import dev.classifine.io.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Texts of any content, and tokenizers that would end the process. */
class OddTextsTest {

  /** Characters of a long text; its time grows faster than its length. */
  private static final int LONG = 1 << 18;

  @ParameterizedTest
  @ValueSource(strings = {"bert", "roberta", "xlm-roberta"}) // WordPiece, byte-level BPE, Unigram
  void anyTextIsEncoded(String name) {
    List<String> texts =
        List.of(
            "",
            "   \t \n ",
            "🙂👩‍👩‍👧‍👦",
            "\0a\u0001\u200b\ufeff\ufffe",
            "a\ud800b\udc00",
            "\u202etfel ot thgir",
            "a".repeat(LONG),
            "word ".repeat(LONG / 5),
            " ".repeat(LONG),
            "🙂".repeat(LONG / 4));
    try (TextTokenizer tokenizer = load(name, 32)) {
      EncodedTexts encoded = tokenizer.encode(texts, null);
      EncodedTexts pairs = tokenizer.encode(texts, texts);
      assertEquals(texts.size(), encoded.size());
      assertEquals(2, encoded.length(0), "an empty text has its special tokens");
      for (int row = 0; row < texts.size(); row++) {
        assertTrue(encoded.length(row) >= 2 && encoded.length(row) <= 32);
        assertTrue(pairs.length(row) >= 3 && pairs.length(row) <= 32);
        assertArrayEquals(encoded.ids(row), tokenizer.encode(List.of(texts.get(row)), null).ids(0));
      }
      assertArrayEquals(
          tokenizer.encode(List.of("a\ufffdb\ufffd"), null).ids(0),
          encoded.ids(4),
          "a lone surrogate is U+FFFD");
    }
  }

  @Test
  void aTextThatIsLongerThanOneCallTakesIsEncodedBetweenOthers() {
    String megabyte = "who ".repeat((1 << 18) + 1);
    try (TextTokenizer tokenizer = load("bert", 32)) {
      EncodedTexts encoded = tokenizer.encode(List.of("what", megabyte, "city"), null);
      assertEquals(32, encoded.length(1));
      assertArrayEquals(tokenizer.encode(List.of("who ".repeat(40)), null).ids(0), encoded.ids(1));
      assertArrayEquals(tokenizer.encode(List.of("what"), null).ids(0), encoded.ids(0));
      assertArrayEquals(tokenizer.encode(List.of("city"), null).ids(0), encoded.ids(2));
    }
  }

  @Test
  void aTokenizerThatCannotEncodeEveryTextIsRefused() {
    assertRefused("bert", model -> model.addProperty("unk_token", "[NONE]"), "unk_token", "[NONE]");
    assertRefused("bert", model -> model.remove("unk_token"), "unk_token");
    assertRefused("roberta", model -> model.addProperty("unk_token", "<none>"), "<none>");
    assertRefused("xlm-roberta", model -> model.add("unk_id", JsonNull.INSTANCE), "unk_id");
    assertRefused("xlm-roberta", model -> model.addProperty("unk_id", 100000), "unk_id is 100000");
    assertRefused("bert", model -> model.addProperty("type", "Other"), "type is Other");
  }

  @Test
  void aTemplateThatFillsTheLengthIsRefused() {
    JsonObject json = json("bert");
    JsonArray pair = json.getAsJsonObject("post_processor").getAsJsonArray("pair");
    for (int i = 0; i < 6; i++) {
      pair.add(pair.get(0));
    }
    ClassifineException error =
        assertThrows(
            ClassifineException.class, () -> TextTokenizer.load(Json.line(json), "t.json", 8));
    assertTrue(error.getMessage().contains("adds 9 special tokens"), error.getMessage());
  }

  @Test
  void idsAndTypesBeyondTheModelsAreErrors() {
    try (TextTokenizer tokenizer =
        TextTokenizer.load(Json.line(json("bert")), "t.json", new TokenLimits(32, 5, 2, false))) {
      ClassifineException error =
          assertThrows(ClassifineException.class, () -> tokenizer.encode(List.of("a test"), null));
      assertTrue(
          error.getMessage().contains("the model has only 5 (vocab_size)"), error.getMessage());
    }
    try (TextTokenizer tokenizer =
        TextTokenizer.load(
            Json.line(json("bert")), "t.json", new TokenLimits(32, 1000, 1, false))) {
      ClassifineException error =
          assertThrows(
              ClassifineException.class, () -> tokenizer.encode(List.of("a"), List.of("b")));
      assertTrue(error.getMessage().contains("gives the token type 1"), error.getMessage());
    }
    try (TextTokenizer tokenizer =
        TextTokenizer.load(
            Json.line(json("bert")), "t.json", new TokenLimits(32, 1000, 0, false))) {
      assertEquals(0, tokenizer.encode(List.of("a"), List.of("b")).type(0, 3), "no types wanted");
    }
  }

  /** Of 512 encodings the first has an id beyond the model's: the others are freed, too. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void anIdBeyondTheModelsLeavesNoNativeMemory() throws IOException {
    List<String> texts = Collections.nCopies(512, "a ".repeat(500)); // 25 MB of encodings
    try (TextTokenizer tokenizer =
        TextTokenizer.load(Json.line(json("bert")), "t.json", new TokenLimits(32, 5, 2, false))) {
      long begin = 0;
      for (int i = 0; i < 7; i++) {
        assertThrows(ClassifineException.class, () -> tokenizer.encode(texts, null));
        begin = i == 1 ? resident() : begin;
      }
      long grown = resident() - begin;
      assertTrue(grown < 60_000, "grew by " + grown + " KiB");
    }
  }

  /** In KiB. */
  private static long resident() throws IOException {
    return Files.readAllLines(Path.of("/proc/self/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElseThrow();
  }

  private static void assertRefused(String name, Consumer<JsonObject> change, String... parts) {
    JsonObject json = json(name);
    change.accept(json.getAsJsonObject("model"));
    ClassifineException error =
        assertThrows(
            ClassifineException.class, () -> TextTokenizer.load(Json.line(json), "t.json", 16));
    for (String part : parts) {
      assertTrue(error.getMessage().contains(part), error.getMessage());
    }
  }

  private static TextTokenizer load(String name, int length) {
    JsonObject json = json(name);
    json.add("padding", leftPadding()); // what the file says of padding does not count
    return TextTokenizer.load(Json.line(json), "tokenizer.json", length);
  }

  private static JsonObject leftPadding() {
    JsonObject padding = new JsonObject();
    JsonObject fixed = new JsonObject();
    fixed.addProperty("Fixed", 64);
    padding.add("strategy", fixed);
    padding.addProperty("direction", "Left");
    padding.add("pad_to_multiple_of", JsonNull.INSTANCE);
    padding.add("pad_id", new JsonPrimitive(0));
    padding.addProperty("pad_type_id", 0);
    padding.addProperty("pad_token", "[PAD]");
    return padding;
  }

  private static JsonObject json(String name) {
    Path file = Path.of("src/test/resources/parity").resolve(name).resolve("tokenizer.json");
    try {
      return Json.parseObject(Files.readString(file), file.toString());
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
