package dev.classifine.inspection;

import java.text.Normalizer;
import java.util.EnumSet;
import java.util.Set;

/** What a text can have that it seldom has on purpose. */
public enum TextFlaw {
  /** Nothing but white space. */
  EMPTY("empty texts"),
  /** U+FFFD, which stands for what could not be decoded. */
  REPLACEMENT("with U+FFFD, for bytes that were lost"),
  /** UTF-8 that was read as Windows-1252: "Ã©" for "é". */
  MOJIBAKE("with UTF-8 read as Windows-1252"),
  /** Control characters but for tab and line ends. */
  CONTROL("with control characters"),
  /** Not in Unicode's normalisation form C, which most texts are in. */
  NOT_NFC("not in normalisation form NFC");

  private final String title;

  TextFlaw(String title) {
    this.title = title;
  }

  /** In words, after "texts" or alone. */
  public String title() {
    return title;
  }

  /** All that a text has. */
  static Set<TextFlaw> of(String text) {
    Set<TextFlaw> flaws = EnumSet.noneOf(TextFlaw.class);
    if (text.isBlank()) {
      flaws.add(EMPTY);
    }
    if (text.indexOf('\uFFFD') >= 0) {
      flaws.add(REPLACEMENT);
    }
    if (text.chars().anyMatch(TextFlaw::isControl)) {
      flaws.add(CONTROL);
    }
    if (!Normalizer.isNormalized(text, Normalizer.Form.NFC)) {
      flaws.add(NOT_NFC);
    }
    if (Mojibake.isIn(text)) {
      flaws.add(MOJIBAKE);
    }
    return flaws;
  }

  private static boolean isControl(int c) {
    return Character.getType(c) == Character.CONTROL && c != '\t' && c != '\n' && c != '\r';
  }
}
