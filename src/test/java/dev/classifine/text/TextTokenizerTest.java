package dev.classifine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.classifine.error.ClassifineException;
import dev.classifine.error.UsageException;
import dev.classifine.io.Unicode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

class TextTokenizerTest {

  private static final Path FILE = Path.of("src/test/resources/parity/bert/tokenizer.json");

  @Test
  void cutsToTheLengthAndPadsNowhere() throws IOException {
    try (TextTokenizer tokenizer = tokenizer(10)) {
      EncodedTexts texts =
          tokenizer.encode(List.of("a", "what city in the world has the most people ?"), null);
      assertEquals(2, texts.size());
      assertEquals(3, texts.length(0));
      assertEquals(10, texts.length(1));
      assertEquals(2, texts.ids(1)[0], "[CLS]");
      assertEquals(3, texts.ids(1)[9], "[SEP] stays at the end of a cut text");
    }
  }

  @Test
  void theFilesOwnTruncationAndPaddingAreOverridden() throws IOException {
    String json =
        Files.readString(FILE)
            .replaceFirst(
                "\"truncation\":\\s*null",
                "\"truncation\":{\"direction\":\"Left\",\"max_length\":4,\"strategy\":\"OnlyFirst\",\"stride\":1}")
            .replaceFirst(
                "\"padding\":\\s*null",
                "\"padding\":{\"strategy\":{\"Fixed\":30},\"direction\":\"Left\",\"pad_to_multiple_of\":8,"
                    + "\"pad_id\":0,\"pad_type_id\":0,\"pad_token\":\"[PAD]\"}");
    assertTrue(json.contains("\"Fixed\":30") && json.contains("\"max_length\":4"));
    String text = "what city in the world has the most people ?";
    try (TextTokenizer own = TextTokenizer.load(json, "tokenizer.json", 10);
        TextTokenizer plain = tokenizer(10)) {
      assertArrayEquals(
          plain.encode(List.of(text), null).ids(0), own.encode(List.of(text), null).ids(0));
      assertEquals(3, own.encode(List.of("a"), null).length(0));
    }
  }

  @Test
  void keepsTheOrderOfManyTexts() throws IOException {
    try (TextTokenizer tokenizer = tokenizer(40)) {
      List<String> texts = new java.util.ArrayList<>();
      for (int i = 0; i < 1300; i++) {
        texts.add("city ".repeat(i % 7 + 1));
      }
      EncodedTexts encoded = tokenizer.encode(texts, null);
      for (int i = 0; i < texts.size(); i++) {
        assertArrayEquals(
            tokenizer.encode(List.of(texts.get(i)), null).ids(0), encoded.ids(i), "text " + i);
      }
    }
  }

  @Test
  void takesTextsOfAnyContent() throws IOException {
    try (TextTokenizer tokenizer = tokenizer(16)) {
      List<String> texts =
          List.of(
              "",
              "   ",
              "\u0000",
              "🙂🙂",
              "lone \ud800 surrogate",
              "\udc00",
              "word ".repeat(200_000));
      EncodedTexts encoded = tokenizer.encode(texts, null);
      assertEquals(texts.size(), encoded.size());
      assertArrayEquals(new int[] {2, 3}, encoded.ids(0));
      assertEquals(16, encoded.length(6));
    }
  }

  @Test
  void aLoneSurrogateBecomesTheReplacementCharacter() {
    assertEquals("a\uFFFDb🙂\uFFFD", Unicode.wellFormed("a\ud800b🙂\udc00"));
    String well = "plain 🙂";
    assertTrue(well == Unicode.wellFormed(well), "a well-formed text is not copied");
  }

  @Test
  void padsABatchOnTheRightToItsLongest() throws IOException {
    try (TextTokenizer tokenizer = tokenizer(40);
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      EncodedTexts texts = tokenizer.encode(List.of("a", "the city", "a city of the world"), null);
      NDList batch = TokenBatch.of(manager, texts, new int[] {1, 0}, 0);
      int width = texts.length(1);
      assertEquals(new Shape(2, width), batch.get(0).getShape());
      long[] expected = new long[2 * width];
      for (int i = 0; i < width; i++) {
        expected[i] = texts.ids(1)[i];
        expected[width + i] = i < 3 ? texts.ids(0)[i] : 0;
      }
      assertArrayEquals(expected, batch.get(0).toLongArray());
      float[] mask = new float[2 * width];
      Arrays.fill(mask, 0, width + 3, 1f);
      assertArrayEquals(mask, batch.get(1).toFloatArray());
      assertEquals(new Shape(1, 1), batch.get(2).getShape(), "all types are 0");
    }
  }

  @Test
  void aPairHasTypesAndItsLongerTextIsCutFirst() throws IOException {
    try (TextTokenizer tokenizer = tokenizer(12);
        NDManager manager = NDManager.newBaseManager(Device.cpu(), "PyTorch")) {
      String many = String.join(" ", Collections.nCopies(30, "city"));
      EncodedTexts texts = tokenizer.encode(List.of("a", many), List.of(many, "b"));
      assertEquals(12, texts.length(0));
      assertEquals(12, texts.length(1));
      NDList batch = TokenBatch.of(manager, texts, new int[] {0, 1}, 0);
      long[] types = batch.get(2).toLongArray();
      assertArrayEquals(new long[] {0, 0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1}, Arrays.copyOf(types, 12));
    }
  }

  @Test
  void aSingleTextAmongPairsHasItsOwnForm() throws IOException {
    try (TextTokenizer tokenizer = tokenizer(12)) {
      EncodedTexts mixed =
          tokenizer.encode(List.of("the city", "the city"), Arrays.asList("of", null));
      assertArrayEquals(tokenizer.encode(List.of("the city"), List.of("of")).ids(0), mixed.ids(0));
      assertArrayEquals(tokenizer.encode(List.of("the city"), null).ids(0), mixed.ids(1));
    }
  }

  @Test
  void aDamagedFileAndAUselessLengthAreErrors() {
    ClassifineException json =
        assertThrows(
            ClassifineException.class, () -> TextTokenizer.load("{\"a\":", "f/tokenizer.json", 16));
    assertTrue(json.getMessage().startsWith("f/tokenizer.json: not valid JSON"), json.getMessage());
    ClassifineException other =
        assertThrows(
            ClassifineException.class,
            () ->
                TextTokenizer.load(
                    "{\"model\":{\"type\":\"BPE\",\"vocab\":{},\"merges\":3}}",
                    "f/tokenizer.json",
                    16));
    assertTrue(other.getMessage().contains("cannot read it"), other.getMessage());
    assertThrows(UsageException.class, () -> tokenizer(3));
  }

  private static TextTokenizer tokenizer(int maxLength) throws IOException {
    return TextTokenizer.load(Files.readString(FILE), FILE.toString(), maxLength);
  }
}
