package dev.classifine.data;

import dev.classifine.error.UsageException;

/**
 * The columns (in JSON the keys) to read; null chooses one by its usual name.
 *
 * @param text the text; null takes {@code text}, else {@code sentence}, else {@code sentence1}
 * @param textPair the second text; null takes {@code text_pair}, else {@code sentence2}, else none
 * @param label the label; null takes {@code label}, else {@code labels}
 */
public record Columns(String text, String textPair, String label) {

  /** All columns by their usual names. */
  public static final Columns AUTOMATIC = new Columns(null, null, null);

  /**
   * Checks that the names differ.
   *
   * @throws UsageException if two are the same
   */
  public Columns {
    checkDistinct("text", text, "text pair", textPair);
    checkDistinct("text", text, "label", label);
    checkDistinct("text pair", textPair, "label", label);
  }

  private static void checkDistinct(String use, String name, String otherUse, String otherName) {
    if (name != null && name.equals(otherName)) {
      throw new UsageException(
          ("The column \"%s\" is named as the %s column and as the %s column. A column has one use:"
                  + " name two columns.")
              .formatted(name, use, otherUse));
    }
  }
}
