package dev.classifine.text;

import dev.classifine.error.ClassifineException;
import java.util.ArrayList;
import java.util.List;

/**
 * Loads damaged tokenizers and encodes odd texts with them, in a process of its own: native code
 * that panics ends it. Prints a line before and after each attempt.
 */
final class TokenizerAttempts {

  static final List<String> TEXTS =
      List.of(
          "",
          " ",
          "\n\n",
          "a",
          "A cat, the CITY of [MASK] <mask> </s><s> Ωé",
          "a".repeat(300),
          "aaaa aaaa x" + " ".repeat(300) + "y",
          "ab".repeat(200) + "c",
          "\u0000\u0001\ufffd",
          "\ud83d\ude00\u200d\ud83d\udc69 \u0301e\u0301\u0301",
          "的中文字 日本語 한국어",
          "ﬁ ① ½ ﷺ İı ß ǆ",
          "\u202e\ufeff\u00a0\u3000\u2028",
          "x".repeat(3000));

  private TokenizerAttempts() {}

  /** The first and the last seed. */
  public static void main(String[] range) {
    long last = Long.parseLong(range[1]);
    for (long seed = Long.parseLong(range[0]); seed <= last; seed++) {
      System.out.println("try " + seed);
      System.out.flush();
      System.out.println(outcome(TokenizerMutations.json(seed)));
      System.out.println("try files " + seed);
      System.out.flush();
      System.out.println(TokenizerFilesAttempts.outcome(seed));
    }
    System.out.println("end");
    System.out.flush();
  }

  /** {@code works}, {@code refused} with the message, or {@code fails} with what was thrown. */
  static String outcome(String json) {
    boolean loaded = false;
    try (TextTokenizer tokenizer =
        TextTokenizer.load(json, "tokenizer.json", new TokenLimits(64, 1 << 20, 2, false))) {
      loaded = true;
      List<String> pairs = new ArrayList<>(TEXTS);
      pairs.set(1, null);
      tokenizer.encode(TEXTS, null);
      tokenizer.encode(TEXTS, pairs);
      return "works";
    } catch (ClassifineException e) {
      return (loaded ? "late " : "refused ") + e.getMessage().replace('\n', ' ');
    } catch (Throwable e) {
      return "fails " + e;
    }
  }
}
