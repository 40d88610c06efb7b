package dev.classifine.data;

import dev.classifine.error.UsageException;

/**
 * What to take from each row.
 *
 * @param labelDelimiter what separates the labels in a cell of CSV or TSV, or null
 */
record Selection(Columns columns, String labelDelimiter, LabelUse labelUse) {

  Selection {
    if (labelDelimiter != null && labelDelimiter.isEmpty()) {
      throw new UsageException(
          "The label delimiter is empty. It must be at least one character, such as \"|\"; leave it"
              + " out where a cell holds one label.");
    }
  }
}
