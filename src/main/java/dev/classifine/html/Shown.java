package dev.classifine.html;

import java.util.Locale;

/** Numbers as a page shows them. */
final class Shown {

  private Shown() {}

  /** A metric: 4 digits after the point, fewer where it is large, an exponent where it is tiny. */
  static String metric(Double value) {
    if (value == null) {
      return "–";
    }
    double size = Math.abs(value);
    if (size != 0 && (size < 0.001 || size >= 1e9)) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    return String.format(Locale.ROOT, size < 100 ? "%.4f" : "%,.1f", value);
  }

  /** A number of an axis's unit in a table: up to 6 digits, without zeros at the end. */
  static String plain(Double value) {
    if (value == null) {
      return "–";
    }
    if (value == Math.rint(value) && Math.abs(value) < 1e15) {
      return String.valueOf(value.longValue());
    }
    double size = Math.abs(value);
    if (size < 0.0001 || size >= 1e9) {
      return String.format(Locale.ROOT, "%.4e", value);
    }
    String text = String.format(Locale.ROOT, size < 1 ? "%.6f" : "%.4f", value);
    return text.replaceAll("\\.?0+$", "");
  }

  /** A probability. */
  static String probability(Double value) {
    return value == null ? "–" : String.format(Locale.ROOT, "%.4f", value);
  }

  /** A time of ISO 8601 to the minute, {@code 2026-01-31 12:00 UTC}. */
  static String time(String iso) {
    return iso.matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:.*Z")
        ? iso.substring(0, 16).replace('T', ' ') + " UTC"
        : iso;
  }

  /** A count. */
  static String count(long value) {
    return String.format(Locale.ROOT, "%,d", value);
  }
}
