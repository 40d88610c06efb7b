package dev.classifine.data;

import dev.classifine.error.UsageException;
import java.util.regex.Pattern;

/**
 * One query, and what can be told of it without asking a database.
 *
 * @param text without a semicolon at its end
 */
record SqlText(String text) {

  private static final Pattern QUERY =
      Pattern.compile(
          "\\s*(SELECT|WITH|FROM)[\\s('\"*].*", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern ORDER_BY =
      Pattern.compile("\\bORDER\\s+BY\\b", Pattern.CASE_INSENSITIVE);
  private static final int SHOWN = 72;
  private static final int END_SHOWN = 24;

  /**
   * Takes semicolons off the end.
   *
   * @throws UsageException if another statement follows
   */
  SqlText {
    text = text.strip();
    String outline = outline(text);
    int end = outline.indexOf(';');
    if (end >= 0 && outline.substring(end).chars().anyMatch(c -> c != ';' && c != ' ')) {
      throw new UsageException(
          "The query is more than one statement. Give one, without a semicolon inside: " + text);
    }
    text = (end < 0 ? text : text.substring(0, end)).strip();
  }

  /** Whether a text begins as a query does. */
  static boolean isQuery(String text) {
    return QUERY.matcher(text).matches();
  }

  /** Whether it says in which order its rows come, itself and not in a part of it alone. */
  boolean isOrdered() {
    return ORDER_BY.matcher(outline(text)).find();
  }

  /** On one line; of a long one the begin and the end. */
  String shown() {
    String line = text.replaceAll("\\s+", " ");
    return line.length() <= SHOWN
        ? line
        : line.substring(0, SHOWN - END_SHOWN) + "..." + line.substring(line.length() - END_SHOWN);
  }

  /** As long as the query, with spaces for literals, names in quotes, comments and brackets. */
  private static String outline(String sql) {
    StringBuilder outline = new StringBuilder();
    int depth = 0;
    int i = 0;
    while (i < sql.length()) {
      char c = sql.charAt(i);
      int end = i + 1;
      if (c == '\'' || c == '"' || c == '`') {
        end = after(sql, String.valueOf(c), i + 1);
      } else if (sql.startsWith("--", i)) {
        end = after(sql, "\n", i + 2);
      } else if (sql.startsWith("/*", i)) {
        end = after(sql, "*/", i + 2);
      }
      depth -= c == ')' ? 1 : 0;
      boolean kept = end == i + 1 && depth == 0 && !Character.isWhitespace(c) && c != ')';
      outline.append(kept ? String.valueOf(c) : " ".repeat(end - i));
      depth += c == '(' ? 1 : 0;
      i = end;
    }
    return outline.toString();
  }

  private static int after(String sql, String what, int from) {
    int at = sql.indexOf(what, from);
    return at < 0 ? sql.length() : at + what.length();
  }
}
