package dev.classifine.text;

/**
 * What a model can take of a tokenizer.
 *
 * @param length the most tokens of a text or pair, special tokens included; at least {@link
 *     TextTokenizer#MIN_LENGTH}
 * @param words how many rows the word embedding has: every id must be below it
 * @param types how many token types the model is given; with 0 all tokens count as type 0
 * @param fromStart whether a text that is too long loses its beginning rather than its end
 */
public record TokenLimits(int length, int words, int types, boolean fromStart) {

  /** A limit on the length alone. */
  public static TokenLimits length(int length) {
    return new TokenLimits(length, Integer.MAX_VALUE, Byte.MAX_VALUE, false);
  }
}
