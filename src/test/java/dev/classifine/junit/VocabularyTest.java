package dev.classifine.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.huggingface.tokenizers.Encoding;
import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every word of a text is in its vocabulary, as the native tokenizer divides the text. */
class VocabularyTest {

  @TempDir private Path folder;

  @Test
  void wordsStandInTheOrderInWhichTheyOccurOnce() {
    assertEquals(
        List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]", "don", "'", "t", "send", "it", "!"),
        Vocabulary.of(List.of("Don't send it!", "SEND it")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Über den Wölken, muß die Freiheit…",
        "ΟΔΥΣΣΕΥΣ and ΣΊΣΥΦΟΣ",
        "İstanbul'da 3.5€ or $4+5 = £9",
        "東京へ行く 12日 ok",
        "wide\u3000space, no\u00a0break,\ttab\nline\rend",
        "soft\u00adhyphen zero\u200bwidth bell\u0007 end",
        "smile 😀 family 👩‍👩‍👧 flag 🇫🇷",
        "e\u0301 combining, nai\u0308ve, 한국어, हिन्दी",
        "«quoted» „low“ ‚single‘ – dash — long ~tilde^ `back` |pipe|",
        "[CLS] and [UNK] written out"
      })
  void noWordOfItsOwnTextIsUnknown(String text) throws IOException {
    List<String> texts = List.of(text, "and more");
    TinyCheckpoint.write(folder, TinyModel.DEFAULT, 1, texts);
    try (HuggingFaceTokenizer tokenizer =
        HuggingFaceTokenizer.newInstance(folder.resolve("tokenizer.json"))) {
      List<String> tokens = List.of(encode(tokenizer, text).getTokens());
      assertTrue(tokens.size() > 4, tokens.toString());
      assertFalse(
          tokens.contains("[UNK]") && !text.contains("[UNK]"),
          tokens + " of " + Vocabulary.of(texts));
      assertTrue(List.of(encode(tokenizer, "unheard").getTokens()).contains("[UNK]"));
    }
  }

  private static Encoding encode(HuggingFaceTokenizer tokenizer, String text) {
    return tokenizer.encode(text);
  }
}
