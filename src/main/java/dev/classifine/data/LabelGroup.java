package dev.classifine.data;

/**
 * Rows with the same label.
 *
 * @param label null where it was not read
 * @param row the first of the rows
 * @param count how many there are
 */
record LabelGroup(RawLabel label, int row, int count) {

  boolean isIgnored() {
    return label.isIgnored();
  }
}
