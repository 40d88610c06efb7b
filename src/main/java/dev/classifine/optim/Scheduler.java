package dev.classifine.optim;

import dev.classifine.error.UsageException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.LongToDoubleFunction;
import java.util.stream.Collectors;

/** The shapes that a learning rate can have, as transformers defines and names them. */
public enum Scheduler {
  /** Rises from 0 over the warm-up, then falls in a line to 0 at the last step. */
  LINEAR(Curves::linear, ScheduleOption.WARMUP),
  /** Falls as half a cosine wave, or as many waves as asked for. */
  COSINE(Curves::cosine, ScheduleOption.WARMUP, ScheduleOption.NUM_CYCLES),
  /** Falls as half a cosine wave, several times, each from the peak. */
  COSINE_WITH_RESTARTS(
      Curves::cosineWithRestarts, ScheduleOption.WARMUP, ScheduleOption.NUM_CYCLES),
  /** Falls as half a cosine wave to a lowest learning rate, which must be given. */
  COSINE_WITH_MIN_LR(
      Curves::cosineWithMinimum,
      ScheduleOption.WARMUP,
      ScheduleOption.NUM_CYCLES,
      ScheduleOption.LR_END,
      ScheduleOption.MIN_LR_RATIO),
  /** Falls as a power of the steps that are left, to an end. */
  POLYNOMIAL(
      Curves::polynomial, ScheduleOption.WARMUP, ScheduleOption.POWER, ScheduleOption.LR_END),
  /** The peak at every step. */
  CONSTANT(Curves::constant),
  /** Rises from 0 over the warm-up, then stays. */
  CONSTANT_WITH_WARMUP(Curves::constant, ScheduleOption.WARMUP),
  /** Falls as the inverse of the square root of the step. */
  INVERSE_SQRT(Curves::inverseSquareRoot, ScheduleOption.WARMUP, ScheduleOption.TIMESCALE),
  /** Rises, stays at the peak, then falls over steps whose number must be given. */
  WARMUP_STABLE_DECAY(
      Curves::stableThenDecay,
      ScheduleOption.WARMUP,
      ScheduleOption.WARMUP_TYPE,
      ScheduleOption.NUM_CYCLES,
      ScheduleOption.MIN_LR_RATIO,
      ScheduleOption.STABLE_STEPS,
      ScheduleOption.DECAY_STEPS,
      ScheduleOption.DECAY_TYPE),
  /**
   * Starts at the peak and falls whenever the evaluations get no better: {@link ReduceOnPlateau}.
   */
  REDUCE_LR_ON_PLATEAU(Curves::constant, ScheduleOption.LR_END, ScheduleOption.PLATEAU);

  private final Curve curve;
  private final List<ScheduleOption> options;

  Scheduler(Curve curve, ScheduleOption... options) {
    this.curve = curve;
    this.options = List.of(options);
  }

  /** Makes what follows the warm-up. */
  @FunctionalInterface
  private interface Curve {
    LongToDoubleFunction of(DecayOptions options, Curves.Run run);
  }

  /** The option's value: the name in lower case. */
  public String id() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Whether the learning rate depends on evaluations, so that there must be some. */
  public boolean needsEvaluations() {
    return this == REDUCE_LR_ON_PLATEAU;
  }

  /**
   * The scheduler with this name.
   *
   * @throws UsageException if there is none
   */
  public static Scheduler of(String id) {
    return Arrays.stream(values())
        .filter(scheduler -> scheduler.id().equals(id))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "--scheduler: \""
                        + id
                        + "\" is not a schedule. It must be one of "
                        + names(List.of(values()))
                        + "."));
  }

  /** Whether the warm-up starts at the lowest rate rather than at 0. */
  boolean startsAtMinimum() {
    return this == WARMUP_STABLE_DECAY;
  }

  /** The options that belong to this scheduler. */
  List<ScheduleOption> options() {
    return options;
  }

  /** The learning rate's multiple of its peak, for each step after the warm-up. */
  LongToDoubleFunction curve(DecayOptions decay, Curves.Run run) {
    return curve.of(decay, run);
  }

  /** The schedulers that have an option, for a sentence. */
  static String having(ScheduleOption option) {
    return names(
        Arrays.stream(values()).filter(scheduler -> scheduler.options.contains(option)).toList());
  }

  private static String names(List<Scheduler> schedulers) {
    return schedulers.stream().map(Scheduler::id).collect(Collectors.joining(", "));
  }
}
