package dev.classifine.serve;

import dev.classifine.error.UsageException;

/**
 * How much a request may ask for.
 *
 * @param body the most bytes of a request's body; default 1,000,000
 * @param texts the most texts of a request, a pair counting as one; default 128
 * @param characters the most characters (UTF-16 units) of a text or of a pair's texts together;
 *     default 100,000
 * @param connections the most connections at a time; others are closed; default 512
 */
public record ServeLimits(int body, int texts, int characters, int connections) {

  /** Some pages of text in a request. */
  public static final ServeLimits DEFAULTS = new ServeLimits(1_000_000, 128, 100_000, 512);

  /**
   * @throws UsageException if a number is below 1
   */
  public ServeLimits {
    atLeastOne("max body", body);
    atLeastOne("max texts", texts);
    atLeastOne("max characters", characters);
    atLeastOne("max connections", connections);
  }

  private static void atLeastOne(String option, int value) {
    if (value < 1) {
      throw new UsageException(option + ": " + value + " is out of range. It must be at least 1.");
    }
  }
}
