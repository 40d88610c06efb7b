package dev.classifine.cli;

import dev.classifine.data.Columns;
import dev.classifine.error.UsageException;
import picocli.CommandLine.Option;

/** Which columns of a data file hold what, as options. */
final class ColumnArguments {

  @Option(
      names = {"--text-column", "--text-column-name"},
      paramLabel = "NAME",
      description = "The text (default: text, sentence or sentence1).")
  private String text;

  @Option(
      names = "--text-pair-column",
      paramLabel = "NAME",
      description =
          "The second text of a pair (default: text_pair or sentence2, where there is one).")
  private String textPair;

  @Option(
      names = {"--label-column", "--label-column-name"},
      paramLabel = "NAME",
      description = "The label (default: label or labels).")
  private String label;

  @Option(
      names = "--label-delimiter",
      paramLabel = "TEXT",
      description = "What stands between the labels of a cell.")
  private String labelDelimiter;

  Columns columns() {
    return new Columns(text, textPair, label);
  }

  String labelDelimiter() {
    return labelDelimiter;
  }

  /**
   * Checks that nothing was given that no text is read by.
   *
   * @param lines whether every line is a text
   * @throws UsageException if something was
   */
  void checkTexts(boolean lines) {
    check("--label-delimiter", labelDelimiter, "labels are not read");
    if (lines) {
      String why = "--lines has no columns";
      check("--text-column", text, why);
      check("--text-pair-column", textPair, why);
      check("--label-column", label, why);
    }
  }

  private static void check(String option, String value, String why) {
    if (value != null) {
      throw new UsageException(option + ": has no meaning, since " + why + ". Leave it out.");
    }
  }
}
