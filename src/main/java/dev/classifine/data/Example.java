package dev.classifine.data;

/**
 * One row of a data set.
 *
 * @param text the text, possibly empty
 * @param textPair the second text of a sentence pair, or null where the row has none
 * @param label the label as the file has it, or null where labels are not read
 * @param line the 1-based line of the file on which the row begins
 */
public record Example(String text, String textPair, RawLabel label, long line) {}
