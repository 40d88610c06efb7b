package dev.classifine.data;

/** How arrays grow that are filled row by row. */
final class Growth {

  private static final int MOST = Integer.MAX_VALUE - 8;

  private Growth() {}

  /** The next larger size, by half. */
  static int of(int size) {
    return (int) Math.min(MOST, Math.max(16, size + (size >> 1) + 1L));
  }
}
