package dev.classifine.data;

/**
 * One row of a data set.
 *
 * @param text the text, possibly empty
 * @param textPair the second text of a sentence pair, or null where the row has none
 * @param label the label as the file has it, or null where labels are not read
 * @param line the 1-based line of the file on which the row begins, which goes on counting from one
 *     file to the next; of a table the number of the row
 * @param weight what the row weighs in the training loss: finite, at least 0; 1 where weights are
 *     not read
 */
public record Example(String text, String textPair, RawLabel label, long line, double weight) {

  /** A row that weighs 1. */
  public Example(String text, String textPair, RawLabel label, long line) {
    this(text, textPair, label, line, 1);
  }
}
