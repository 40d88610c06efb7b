package dev.classifine.optim;

import dev.classifine.error.UsageException;

/** Checks of options' values; a value that was not given, null, passes. */
final class Ranges {

  private Ranges() {}

  static void atLeastZero(Double value, String name) {
    check(value == null || value >= 0 && finite(value), name, value, "a number of at least 0");
  }

  static void aboveZero(Double value, String name) {
    check(value == null || value > 0 && finite(value), name, value, "above 0");
  }

  static void belowOne(Double value, String name) {
    check(value == null || value >= 0 && value < 1, name, value, "in [0, 1)");
  }

  static void share(Double value, String name) {
    check(value == null || value >= 0 && value <= 1, name, value, "in [0, 1]");
  }

  static void aboveZeroBelowOne(Double value, String name) {
    check(value == null || value > 0 && value < 1, name, value, "in (0, 1)");
  }

  static void atLeast(int least, Integer value, String name) {
    check(value == null || value >= least, name, value, "at least " + least);
  }

  /**
   * @param rule what the value must be, the end of a sentence
   * @throws UsageException if the value is not as it must be
   */
  static void check(boolean right, String name, Object value, String rule) {
    if (!right) {
      throw new UsageException(name + ": " + value + " is out of range. It must be " + rule + ".");
    }
  }

  private static boolean finite(double value) {
    return !Double.isInfinite(value);
  }
}
