package dev.classifine.model;

/**
 * The parameter of a block that has a row for each word of the vocabulary, {@code [V, H]}.
 *
 * <p>Its program can do with some of the rows, in any order: it looks for {@link #rowsInput}, an
 * array {@code [V]} of int64 that says which row each word's is, and reads the block's ids by it.
 * All that depends on the ids themselves, positions and what is padding, is as without.
 *
 * @param parameter its name in the block, which ends in {@code .weight}
 * @param paddingRow the row that gets no gradient, which must be the first of those that the
 *     program is given; -1 for none
 */
public record WordEmbedding(String parameter, int paddingRow) {

  private static final String WEIGHT = ".weight";

  /**
   * @throws IllegalArgumentException if the name does not end in {@code .weight}
   */
  public WordEmbedding {
    if (!parameter.endsWith(WEIGHT)) {
      throw new IllegalArgumentException(parameter + " does not end in " + WEIGHT);
    }
  }

  /** The name of the input that tells the rows: an entry of the program's parameters. */
  public String rowsInput() {
    return "w." + parameter.substring(0, parameter.length() - WEIGHT.length()) + ".rows";
  }
}
