package dev.classifine.card;

import java.util.ArrayList;
import java.util.List;

/** Markdown as the hub shows it, in which any text stays text. */
final class Markdown {

  private Markdown() {}

  /** A text on one line, in a paragraph or a cell. */
  static String text(String text) {
    return text.replaceAll("[\\p{Cntrl}\\u2028\\u2029]+", " ")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replaceAll("([\\\\`*_\\[\\]|~$#])", "\\\\$1")
        .replace("://", "&#58;//"); // no link
  }

  /**
   * A table.
   *
   * @param rows cells that are Markdown
   */
  static String table(List<String> head, List<List<String>> rows) {
    List<String> lines = new ArrayList<>();
    lines.add(line(head));
    lines.add("|" + "---|".repeat(head.size()));
    rows.forEach(row -> lines.add(line(row)));
    return String.join("\n", lines) + "\n";
  }

  private static String line(List<String> cells) {
    return "| " + String.join(" | ", cells) + " |";
  }
}
