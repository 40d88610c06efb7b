package dev.classifine.data;

import dev.classifine.error.UsageException;

/**
 * The columns (in JSON the keys) to read; null chooses one by its usual name.
 *
 * @param text the text; null takes {@code text}, else {@code sentence}, else {@code sentence1}
 * @param textPair the second text; null takes {@code text_pair}, else {@code sentence2}, else none
 * @param label the label; null takes {@code label}, else {@code labels}
 * @param weight what each row weighs in the training loss; null weighs all the same, whatever the
 *     columns are called
 */
public record Columns(String text, String textPair, String label, String weight) {

  /** All columns by their usual names. */
  public static final Columns AUTOMATIC = new Columns(null, null, null, null);

  /**
   * Checks that the names differ.
   *
   * @throws UsageException if two are the same
   */
  public Columns {
    checkDistinct("text", text, "text pair", textPair);
    checkDistinct("text", text, "label", label);
    checkDistinct("text pair", textPair, "label", label);
    checkDistinct("weight", weight, "text", text);
    checkDistinct("weight", weight, "text pair", textPair);
    checkDistinct("weight", weight, "label", label);
  }

  /** Columns without a weight. */
  public Columns(String text, String textPair, String label) {
    this(text, textPair, label, null);
  }

  /** The same columns with another weight; null for none. */
  public Columns withWeight(String name) {
    return new Columns(text, textPair, label, name);
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
