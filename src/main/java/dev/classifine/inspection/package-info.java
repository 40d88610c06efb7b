/**
 * What a data set is like before anything is trained on it: {@link
 * dev.classifine.inspection.DataReport} counts labels, lengths, repeated and contradicting rows and
 * texts that look damaged, and says what will hurt. Rows are read once; of a text a hash of 128
 * bits is kept, 32 bytes a row with its label and place, not the text.
 *
 * <p>Texts are repeated where they are the same to the last character; near duplicates are not
 * found.
 */
package dev.classifine.inspection;
