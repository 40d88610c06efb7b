package dev.classifine.train;

import dev.classifine.error.UsageException;
import java.util.Locale;

/**
 * How often something is done in a training: never, every so many optimizer steps, or after each
 * pass over the training set.
 *
 * @param when which of these
 * @param steps optimizer steps from one time to the next, at least 1; without meaning for the
 *     others
 */
public record Cadence(When when, int steps) {

  /** Never. */
  public static final Cadence NEVER = new Cadence(When.NO, 1);

  /** After each epoch, and after the last step of a run that ends within one. */
  public static final Cadence EVERY_EPOCH = new Cadence(When.EPOCH, 1);

  /** The kinds, by the names of transformers' strategies. */
  public enum When {
    /** Never. */
    NO,
    /** At multiples of a number of steps. */
    STEPS,
    /** At the end of epochs. */
    EPOCH;

    /** The option's value. */
    public String id() {
      return name().toLowerCase(Locale.ROOT);
    }

    /**
     * The kind of a name.
     *
     * @param option the option that holds it, for the error
     * @throws UsageException if there is none
     */
    public static When of(String id, String option) {
      for (When when : values()) {
        if (when.id().equals(id)) {
          return when;
        }
      }
      throw new UsageException(
          option + ": \"" + id + "\" is not a strategy. It must be no, steps or epoch.");
    }
  }

  /**
   * @throws UsageException if the number of steps is below 1
   */
  public Cadence {
    if (steps < 1) {
      throw new UsageException("steps: " + steps + " is out of range. It must be at least 1.");
    }
  }

  /** At multiples of a number of steps. */
  public static Cadence every(int steps) {
    return new Cadence(When.STEPS, steps);
  }

  /** Whether it is ever done. */
  public boolean isOn() {
    return when != When.NO;
  }

  /**
   * Whether it is due after a step.
   *
   * @param step optimizer steps done
   * @param perEpoch optimizer steps of an epoch
   * @param total optimizer steps of the run; the last one ends the last epoch, whole or not
   */
  boolean isDue(long step, long perEpoch, long total) {
    return switch (when) {
      case NO -> false;
      case STEPS -> step % steps == 0;
      case EPOCH -> step % perEpoch == 0 || step == total;
    };
  }
}
