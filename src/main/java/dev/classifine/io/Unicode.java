package dev.classifine.io;

/** Text that UTF-8 can hold. */
public final class Unicode {

  private Unicode() {}

  /**
   * The text with U+FFFD for each surrogate that has no partner, as a JSON escape can write one. A
   * text without such is returned as it is.
   */
  public static String wellFormed(String text) {
    StringBuilder mended = null;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
        continue;
      }
      mended = mended == null ? new StringBuilder(text) : mended;
      mended.setCharAt(i, '\uFFFD');
    }
    return mended == null ? text : mended.toString();
  }
}
