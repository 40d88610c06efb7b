package dev.classifine.data;

import java.util.Collection;
import java.util.stream.Collectors;

/** Values of a file as an error or a message can show them. */
final class Shortened {

  private static final int CHARS = 60;
  private static final int ITEMS = 10;

  private Shortened() {}

  /** In quotes, at most 60 characters, on one line. */
  static String of(String value) {
    String line = value.replace('\n', ' ').replace('\r', ' ');
    if (line.length() <= CHARS) {
      return '"' + line + '"';
    }
    int cut = Character.isHighSurrogate(line.charAt(CHARS - 1)) ? CHARS - 1 : CHARS;
    return '"' + line.substring(0, cut) + "...\"";
  }

  /** The first ten in quotes, and how many there are. */
  static String of(Collection<String> values) {
    String shown =
        values.stream().limit(ITEMS).map(Shortened::of).collect(Collectors.joining(", "));
    return values.size() <= ITEMS ? shown : shown + ", ... (" + values.size() + " in all)";
  }
}
