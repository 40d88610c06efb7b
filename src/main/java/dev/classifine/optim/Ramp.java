package dev.classifine.optim;

import dev.classifine.error.UsageException;
import java.util.Arrays;
import java.util.stream.Collectors;

/** How a learning rate goes between its lowest and its highest value. */
public enum Ramp {
  /** At an even pace. */
  LINEAR("linear"),
  /** As half a cosine wave: slowly at both ends. */
  COSINE("cosine"),
  /** As 1 - sqrt: falls fast at first, rises fast at last. */
  ONE_MINUS_SQRT("1-sqrt");

  private final String id;

  Ramp(String id) {
    this.id = id;
  }

  /** Transformers' name, which is the option's value. */
  public String id() {
    return id;
  }

  /**
   * The ramp with this name.
   *
   * @param option what the name was given for, as in {@code "decay type"}
   * @throws UsageException if there is none
   */
  public static Ramp of(String id, String option) {
    return Arrays.stream(values())
        .filter(ramp -> ramp.id.equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    option
                        + ": \""
                        + id
                        + "\" is not a ramp. It must be one of "
                        + Arrays.stream(values()).map(Ramp::id).collect(Collectors.joining(", "))
                        + "."));
  }

  /**
   * From 0 to 1.
   *
   * @param progress share of the way, in [0, 1]
   */
  double rise(double progress) {
    return switch (this) {
      case LINEAR -> progress;
      case COSINE -> 0.5 * (1 - Math.cos(Math.PI * progress));
      case ONE_MINUS_SQRT -> 1 - Math.sqrt(1 - progress);
    };
  }

  /**
   * From 1 to 0.
   *
   * @param progress share of the way, in [0, 1]
   * @param cycles waves of the cosine; a half goes down once
   */
  double fall(double progress, double cycles) {
    return switch (this) {
      case LINEAR -> 1 - progress;
      case COSINE -> 0.5 * (1 + Math.cos(Math.PI * cycles * 2 * progress));
      case ONE_MINUS_SQRT -> 1 - Math.sqrt(progress);
    };
  }
}
