package dev.classifine.text;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cutting and special tokens of ours against the native library's own. */
class NativeAgreementTest {

  private static final String[] WORDS = {
    "what", "city", "is", "the", "capital", "of", "France", "?", "naïve", "🙂", "[SEP]", "a-b"
  };

  @ParameterizedTest
  @MethodSource("dev.classifine.parity.Fixture#names")
  void singleTextsAndPairsOfAnyLengthAreCutAlike(String name) throws IOException {
    Path file = Path.of("src/test/resources/parity").resolve(name).resolve("tokenizer.json");
    Random random = new Random(7);
    for (int length : new int[] {8, 9, 13, 32}) {
      List<String> texts = new ArrayList<>();
      List<String> pairs = new ArrayList<>();
      for (int i = 0; i < 40; i++) {
        texts.add(text(random));
        pairs.add(text(random));
      }
      try (TextTokenizer ours = TextTokenizer.load(Files.readString(file), name, length);
          HuggingFaceTokenizer theirs =
              HuggingFaceTokenizer.newInstance(
                  file,
                  Map.of("truncation", "true", "maxLength", "" + length, "padding", "false"))) {
        EncodedTexts single = ours.encode(texts, null);
        EncodedTexts paired = ours.encode(texts, pairs);
        for (int i = 0; i < texts.size(); i++) {
          assertSame(theirs.encode(texts.get(i)), single, i);
          assertSame(theirs.encode(texts.get(i), pairs.get(i)), paired, i);
        }
      }
    }
  }

  private static void assertSame(Encoding expected, EncodedTexts actual, int row) {
    assertArrayEquals(
        Arrays.stream(expected.getIds()).mapToInt(id -> (int) id).toArray(), actual.ids(row));
    for (int t = 0; t < actual.length(row); t++) {
      assertEquals(expected.getTypeIds()[t], actual.type(row, t));
    }
  }

  private static String text(Random random) {
    int words = random.nextInt(4) == 0 ? random.nextInt(40) : random.nextInt(8);
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < words; i++) {
      text.append(WORDS[random.nextInt(WORDS.length)]).append(' ');
    }
    return text.toString();
  }
}
