package dev.classifine.weights;

import java.util.Collection;
import java.util.stream.Collectors;

/** Text of a file that is not trusted, as an error can show it: short and on one line. */
final class Shown {

  private static final int CHARS = 100;
  private static final int ITEMS = 20;

  private Shown() {}

  static String text(String text) {
    String start = text.length() <= CHARS ? text : text.substring(0, CHARS) + "...";
    return start.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]", "?");
  }

  static String list(Collection<String> texts) {
    return texts.stream().limit(ITEMS).map(Shown::text).collect(Collectors.joining(", "))
        + (texts.size() > ITEMS ? ", ..." : "");
  }
}
