package dev.classifine.junit;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * The words of texts as BERT's tokenizer divides them without stripping accents: lower-cased, cut
 * at white space, each punctuation mark and each Chinese character a word of its own (Devlin et al.
 * 2018, {@code BasicTokenizer} of its source).
 */
final class Vocabulary {

  /** The tokens that every vocabulary begins with; {@code [PAD]} has the id 0. */
  static final List<String> SPECIAL = List.of("[PAD]", "[UNK]", "[CLS]", "[SEP]");

  /** The blocks of CJK ideographs, from and to, as the tokenizer has them. */
  private static final int[][] IDEOGRAPHS = {
    {0x4E00, 0x9FFF},
    {0x3400, 0x4DBF},
    {0x20000, 0x2A6DF},
    {0x2A700, 0x2B73F},
    {0x2B740, 0x2B81F},
    {0x2B920, 0x2CEAF},
    {0xF900, 0xFAFF},
    {0x2F800, 0x2FA1F}
  };

  private Vocabulary() {}

  /** The special tokens, then the words in the order in which they first occur. */
  static List<String> of(List<String> texts) {
    Set<String> words = new LinkedHashSet<>(SPECIAL);
    texts.forEach(text -> addWords(text, words));
    return new ArrayList<>(words);
  }

  private static void addWords(String text, Set<String> words) {
    StringBuilder word = new StringBuilder();
    text.codePoints()
        .filter(c -> Character.isWhitespace(c) || !isControl(c))
        .forEach(
            c -> {
              boolean alone = isPunctuation(c) || isIdeograph(c);
              if (alone || Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                end(word, words);
              }
              if (alone) {
                words.add(lower(c));
              } else if (!Character.isWhitespace(c) && !Character.isSpaceChar(c)) {
                word.append(lower(c));
              }
            });
    end(word, words);
  }

  private static void end(StringBuilder word, Set<String> words) {
    if (!word.isEmpty()) {
      words.add(word.toString());
      word.setLength(0);
    }
  }

  /** One character at a time, so that a sigma at the end of a word is as any other. */
  private static String lower(int c) {
    return Character.toString(c).toLowerCase(Locale.ROOT);
  }

  private static boolean isControl(int c) {
    return c == 0
        || c == 0xFFFD
        || switch (Character.getType(c)) {
          case Character.CONTROL,
              Character.FORMAT,
              Character.UNASSIGNED,
              Character.PRIVATE_USE,
              Character.SURROGATE ->
              true;
          default -> false;
        };
  }

  private static boolean isPunctuation(int c) {
    boolean ascii = c > ' ' && c < 127 && !Character.isLetterOrDigit(c);
    return ascii
        || switch (Character.getType(c)) {
          case Character.CONNECTOR_PUNCTUATION,
              Character.DASH_PUNCTUATION,
              Character.START_PUNCTUATION,
              Character.END_PUNCTUATION,
              Character.INITIAL_QUOTE_PUNCTUATION,
              Character.FINAL_QUOTE_PUNCTUATION,
              Character.OTHER_PUNCTUATION ->
              true;
          default -> false;
        };
  }

  private static boolean isIdeograph(int c) {
    for (int[] block : IDEOGRAPHS) {
      if (c >= block[0] && c <= block[1]) {
        return true;
      }
    }
    return false;
  }
}
