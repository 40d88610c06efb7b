package dev.classifine.data;

/**
 * A text with its label.
 *
 * @param text the text
 * @param textPair the second text of a pair; null where there is none
 * @param label the label; null where it was not asked for
 * @param line the line of its file, from 1, where it begins
 */
public record Example(String text, String textPair, RawLabel label, long line) {}
