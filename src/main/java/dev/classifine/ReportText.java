package dev.classifine;

/**
 * A text of the evaluation rows, for the report.
 *
 * @param text the text
 * @param pair its second text, or null
 * @param place where it stands: {@code test.csv:17}
 */
record ReportText(String text, String pair, String place) {}
