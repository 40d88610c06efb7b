package dev.classifine.hub;

/** Text of a server that shall stand in an error or a log. */
final class Plain {

  private static final int LONGEST = 200;

  private Plain() {}

  /** Its start, with "?" for what might not be printed as it is. */
  static String text(String text) {
    String start = text.substring(0, Math.min(text.length(), LONGEST));
    return start.replaceAll("[^\\x20-\\x7e]", "?") + (text.length() > LONGEST ? "..." : "");
  }
}
