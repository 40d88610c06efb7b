package dev.classifine.inspection;

import java.util.List;

/** Counts the tokens of texts. */
public interface TokenCounter {

  /** The most tokens of a text that a model sees, special tokens included. */
  int limit();

  /**
   * The tokens of each text, special ones included, however many they are.
   *
   * @param texts the texts
   * @param pairs the second texts, one for each and null for none
   */
  int[] count(List<String> texts, List<String> pairs);
}
