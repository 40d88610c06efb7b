package dev.classifine.train;

import java.util.Arrays;
import java.util.BitSet;
import java.util.stream.IntStream;

/**
 * Which words have a row in an array of some words' rows, and which row. Immutable.
 *
 * <p>The padding's is the first, where there is one; the others follow in the order in which they
 * joined, those that joined together in the order of their ids.
 */
final class WordRows {

  private static final int NONE = -1;

  private final int[] words; // by row
  private final int[] rows; // by word

  private WordRows(int[] words, int vocabulary) {
    this.words = words;
    this.rows = new int[vocabulary];
    Arrays.fill(rows, NONE);
    for (int row = 0; row < words.length; row++) {
      rows[words[row]] = row;
    }
  }

  /**
   * The first words.
   *
   * @param vocabulary V, how many words there are
   * @param padding the padding's id; -1 for none
   * @param met the words; ids from V on are no words and left out
   */
  static WordRows of(int vocabulary, int padding, BitSet met) {
    int[] first = padding < 0 ? new int[0] : new int[] {padding};
    return new WordRows(first, vocabulary).with(met);
  }

  /**
   * The words that a list names.
   *
   * @param list as {@link #list} gave it
   */
  static WordRows of(int vocabulary, String list) {
    int[] words = Arrays.stream(list.split(" ")).mapToInt(Integer::parseInt).toArray();
    return new WordRows(words, vocabulary);
  }

  /** These and those of the words that have no row yet, at the end. */
  WordRows with(BitSet met) {
    int[] more = met.stream().filter(this::lacks).toArray();
    return new WordRows(
        IntStream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(), rows.length);
  }

  /** Whether a word has no row. */
  boolean lacks(int word) {
    return word < rows.length && rows[word] == NONE;
  }

  /** S, how many words have a row. */
  int size() {
    return words.length;
  }

  /** V, how many words there are. */
  int vocabulary() {
    return rows.length;
  }

  /** The words by row. */
  long[] words() {
    return Arrays.stream(words).asLongStream().toArray();
  }

  /** The words that have no row, in the order of their ids. */
  long[] others() {
    return IntStream.range(0, rows.length).filter(this::lacks).asLongStream().toArray();
  }

  /** The row of each word; -1 where it has none. */
  long[] rows() {
    return Arrays.stream(rows).asLongStream().toArray();
  }

  /** The words by row, as text. */
  String list() {
    StringBuilder list = new StringBuilder();
    for (int word : words) {
      list.append(list.isEmpty() ? "" : " ").append(word);
    }
    return list.toString();
  }
}
