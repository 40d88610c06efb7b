package dev.classifine.optim;

import dev.classifine.error.UsageException;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Collectors;

/** The shapes that a learning rate can have, as transformers defines and names them. */
public enum Scheduler {
  /** Rises from 0 over the warm-up, then falls in a line to 0 at the last step. */
  LINEAR {
    @Override
    Schedule schedule(double peak, long warmup, long total) {
      return step ->
          step < warmup
              ? peak * rise(step, warmup)
              : peak * Math.max(0.0, (double) (total - step) / Math.max(1, total - warmup));
    }
  },
  /** Rises from 0 over the warm-up, then stays. */
  CONSTANT {
    @Override
    Schedule schedule(double peak, long warmup, long total) {
      return step -> step < warmup ? peak * rise(step, warmup) : peak;
    }
  };

  /**
   * The learning rates of a run.
   *
   * @param peak the highest learning rate
   * @param warmup steps of linear rise
   * @param total steps of the run
   */
  abstract Schedule schedule(double peak, long warmup, long total);

  /** The option's value: the name in lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /**
   * The scheduler with this name; {@code constant_with_warmup} is another name of {@code constant}.
   *
   * @throws UsageException if there is none
   */
  public static Scheduler of(String id) {
    if (id.equals("constant_with_warmup")) {
      return CONSTANT;
    }
    return Arrays.stream(values())
        .filter(scheduler -> scheduler.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "--scheduler: \""
                        + id
                        + "\" is not a schedule. It must be one of "
                        + Arrays.stream(values())
                            .map(Scheduler::id)
                            .collect(Collectors.joining(", "))
                        + "."));
  }

  private static double rise(long step, long warmup) {
    return (double) step / Math.max(1, warmup);
  }
}
