/**
 * Labelled texts from files: {@link dev.classifine.data.Examples} reads CSV, TSV and JSON Lines
 * (UTF-8, gz), {@link dev.classifine.data.Labelling} decides from the labels which problem it is
 * and in which order the labels stand, {@link dev.classifine.data.Split} holds rows out.
 *
 * <p>Every error names the file and the line. A lone surrogate that a JSON escape writes becomes
 * U+FFFD. Not read: other encodings than UTF-8, other formats.
 */
package dev.classifine.data;
