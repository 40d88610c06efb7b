package dev.classifine.text;

import java.util.List;

/**
 * What one piece of a regular expression is.
 *
 * @param empty whether it may match an empty text
 * @param fixed whether it always matches in one way: nothing in it is repeated or a choice
 * @param open how many repetitions in it have no end
 * @param ways in how many ways it may match beside those
 * @param repeated whether it is itself repeated without end
 * @param optional whether it may be left out
 */
record RegexPiece(
    boolean empty, boolean fixed, int open, long ways, boolean repeated, boolean optional) {

  /** One character. */
  static final RegexPiece CHARACTER = new RegexPiece(false, true, 0, 1);

  /** A place between characters. */
  static final RegexPiece PLACE = new RegexPiece(true, true, 0, 1);

  /** More times count as without end. */
  private static final int FEW_TIMES = 16;

  /** One that is not repeated. */
  RegexPiece(boolean empty, boolean fixed, int open, long ways) {
    this(empty, fixed, open, ways, false, false);
  }

  /** Either of two. */
  static RegexPiece choice(RegexPiece one, RegexPiece other) {
    return new RegexPiece(
        one.empty() || other.empty(),
        false,
        Math.max(one.open(), other.open()),
        one.ways() + other.ways());
  }

  /**
   * One after the other.
   *
   * @param whole whether nothing comes after them; then a repetition at the end is never tried in
   *     another way
   */
  static RegexPiece sequence(List<RegexPiece> pieces, boolean whole) {
    boolean empty = pieces.stream().allMatch(RegexPiece::empty);
    boolean fixed = pieces.stream().allMatch(RegexPiece::fixed);
    int end = pieces.size();
    while (whole && end > 0 && pieces.get(end - 1).optional()) {
      end--;
    }
    int open = whole && end > 0 && pieces.get(end - 1).repeated() ? -1 : 0;
    long ways = 1;
    for (RegexPiece piece : pieces.subList(0, end)) {
      open += piece.open();
      ways = Math.min(ways * piece.ways(), Integer.MAX_VALUE);
    }
    return new RegexPiece(empty, fixed, open, ways);
  }

  /** This one so many times. */
  RegexPiece times(int least, int most) {
    boolean isOpen = most > FEW_TIMES && most != least;
    long counts = isOpen ? 1 : (long) most - least + 1;
    return new RegexPiece(
        least == 0 || empty,
        fixed && most == least,
        open + (isOpen ? 1 : 0),
        Math.min(ways * counts, Integer.MAX_VALUE),
        isOpen,
        least == 0);
  }
}
