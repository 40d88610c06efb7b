package dev.classifine.data;

import dev.classifine.error.ClassifineException;
import java.util.Collection;
import java.util.List;

/**
 * Which columns of a file (or keys of its objects) hold what.
 *
 * @param text the text; null takes {@code text}, {@code sentence} or {@code sentence1}, whichever
 *     is there
 * @param textPair the second text; null takes {@code text_pair} or {@code sentence2} where there is
 *     one
 * @param label the label; null takes {@code label} or {@code labels}
 */
public record Columns(String text, String textPair, String label) {

  /** By the usual names. */
  public static final Columns USUAL = new Columns(null, null, null);

  private static final List<String> TEXT = List.of("text", "sentence", "sentence1");
  private static final List<String> PAIR = List.of("text_pair", "sentence2");
  private static final List<String> LABEL = List.of("label", "labels");

  /**
   * The columns of a file.
   *
   * @param there the names that the file has
   * @param where the file and line, for errors
   * @param labelNeeded whether a file without labels is an error
   * @return names that are all there; textPair and label may be null
   * @throws ClassifineException if a column is missing, or two could hold the label
   */
  Columns in(Collection<String> there, String where, boolean labelNeeded) {
    String textColumn = pick(text, TEXT, there, where, "text", true);
    String pairColumn = pick(textPair, PAIR, there, where, "text-pair", false);
    if (!labelNeeded) {
      return new Columns(textColumn, pairColumn, null);
    }
    if (label == null && there.containsAll(LABEL)) {
      throw new ClassifineException(
          where + ": both a label and a labels column. Choose one with --label-column.");
    }
    return new Columns(textColumn, pairColumn, pick(label, LABEL, there, where, "label", true));
  }

  private static String pick(
      String named,
      List<String> usual,
      Collection<String> there,
      String where,
      String option,
      boolean needed) {
    List<String> wanted = named == null ? usual : List.of(named);
    for (String name : wanted) {
      if (there.contains(name)) {
        return name;
      }
    }
    if (named == null && !needed) {
      return null;
    }
    throw new ClassifineException(
        where
            + ": no column "
            + String.join(" or ", wanted)
            + ". The columns are: "
            + String.join(", ", there)
            + ". Name the right one with --"
            + option
            + "-column.");
  }
}
