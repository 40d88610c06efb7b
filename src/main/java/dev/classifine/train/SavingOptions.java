package dev.classifine.train;

import dev.classifine.error.UsageException;

/**
 * When a training writes checkpoints to go on from, where it has a folder for them.
 *
 * @param cadence how often; default every 500 steps
 * @param limit how many of the newest stay, the best one not counted; 0 keeps all; default 2
 */
public record SavingOptions(Cadence cadence, int limit) {

  /** The defaults. */
  public static final SavingOptions DEFAULTS = new SavingOptions(Cadence.every(500), 2);

  /**
   * @throws UsageException if the limit is below 0
   */
  public SavingOptions {
    if (limit < 0) {
      throw new UsageException(
          "save limit: "
              + limit
              + " is below 0. It must be at least 1, or 0 to keep every checkpoint.");
    }
  }
}
