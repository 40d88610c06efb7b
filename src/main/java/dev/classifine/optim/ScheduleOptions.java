package dev.classifine.optim;

import dev.classifine.error.UsageException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongToDoubleFunction;

/**
 * How the learning rate goes over the steps. Names and defaults are transformers'.
 *
 * @param scheduler the shape; default linear
 * @param warmup the rise to the peak; default none
 * @param decay the fall from the peak; default the scheduler's own values
 * @param plateau for {@link Scheduler#REDUCE_LR_ON_PLATEAU}; null takes {@link
 *     PlateauOptions#DEFAULTS}
 */
public record ScheduleOptions(
    Scheduler scheduler, WarmupOptions warmup, DecayOptions decay, PlateauOptions plateau) {

  /** The defaults. */
  public static final ScheduleOptions DEFAULTS = of(Scheduler.LINEAR);

  /**
   * @throws UsageException if an option was given that does not belong to the scheduler, or one is
   *     missing that it needs
   */
  public ScheduleOptions {
    checkBelongs(scheduler, new Given(warmup, decay, plateau));
    checkNeeds(scheduler, decay);
    checkCycles(scheduler, decay);
  }

  /** The options whose place depends on the scheduler. */
  record Given(WarmupOptions warmup, DecayOptions decay, PlateauOptions plateau) {}

  /** A scheduler with its own values, which {@link Scheduler#COSINE_WITH_MIN_LR} does not have. */
  public static ScheduleOptions of(Scheduler scheduler) {
    return new ScheduleOptions(scheduler, WarmupOptions.NONE, DecayOptions.NONE, null);
  }

  /** A builder that begins with the defaults. */
  public static ScheduleOptionsBuilder builder() {
    return DEFAULTS.toBuilder();
  }

  /** A builder that begins with these options. */
  public ScheduleOptionsBuilder toBuilder() {
    return new ScheduleOptionsBuilder(this);
  }

  /**
   * The learning rates of a run.
   *
   * @param peak the highest learning rate
   * @param total optimizer steps of the run
   * @param greaterIsBetter whether greater values of the metric that {@link LearningRates#onMetric}
   *     is told are better
   * @throws UsageException if the phases are longer than the run
   */
  public LearningRates learningRates(double peak, long total, boolean greaterIsBetter) {
    if (scheduler.needsEvaluations()) {
      double minimum = decay.endLearningRate() == null ? 0 : decay.endLearningRate();
      return new ReduceOnPlateau(plateauOrDefault(), peak, minimum, greaterIsBetter);
    }
    return LearningRates.of(schedule(peak, total));
  }

  /**
   * The options by name, for a run's manifest: warm-up and those that the scheduler has; null is
   * the scheduler's own value.
   */
  public Map<String, Object> values() {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("scheduler", scheduler.id());
    values.put("warmup_steps", warmup.steps());
    values.put("warmup_ratio", warmup.ratio());
    Given given = new Given(warmup, decay, plateau);
    for (ScheduleOption option : scheduler.options()) {
      switch (option) {
        case WARMUP -> {} // above, for every scheduler
        case PLATEAU -> putPlateau(values);
        case WARMUP_TYPE, DECAY_TYPE ->
            values.put(option.id(), option.value(given) instanceof Ramp ramp ? ramp.id() : null);
        default -> values.put(option.id(), option.value(given));
      }
    }
    return values;
  }

  private void putPlateau(Map<String, Object> values) {
    PlateauOptions effect = plateauOrDefault();
    values.put("plateau_factor", effect.factor());
    values.put("plateau_patience", effect.patience());
    values.put("plateau_threshold", effect.threshold());
    values.put("plateau_cooldown", effect.cooldown());
    values.put("plateau_eps", effect.epsilon());
  }

  private PlateauOptions plateauOrDefault() {
    return plateau == null ? PlateauOptions.DEFAULTS : plateau;
  }

  /** The rise, then the scheduler's curve. */
  private Schedule schedule(double peak, long total) {
    long rise = warmup.steps(total);
    checkFits(rise, total);
    LongToDoubleFunction curve = scheduler.curve(decay, new Curves.Run(peak, rise, total));
    double start = scheduler.startsAtMinimum() && decay.minRatio() != null ? decay.minRatio() : 0;
    return step ->
        step < rise
            ? peak * Curves.above(start, warmup.rise((double) step / rise))
            : peak * curve.applyAsDouble(step - rise);
  }

  private void checkFits(long rise, long total) {
    if (decay.decaySteps() == null) {
      return;
    }
    long before = rise + (decay.stableSteps() == null ? 0 : decay.stableSteps());
    if (before + decay.decaySteps() > total) {
      throw new UsageException(
          "decay steps: "
              + decay.decaySteps()
              + " after "
              + before
              + " of warm-up and peak are more than the run's "
              + total
              + " steps. Give fewer of them, or train for longer.");
    }
  }

  /**
   * Checks the lowest learning rate, which must lie below the peak.
   *
   * @throws UsageException if it does not
   */
  void checkPeak(double peak) {
    Double lowest =
        scheduler == Scheduler.POLYNOMIAL
            ? (Double) Curves.polynomialEnd(decay)
            : decay.endLearningRate();
    if (lowest != null && !(lowest < peak)) {
      throw new UsageException(
          "lr end: "
              + lowest
              + " is out of range. It must be below the learning rate, which is "
              + peak
              + ".");
    }
  }

  private static void checkBelongs(Scheduler scheduler, Given given) {
    for (ScheduleOption option : ScheduleOption.values()) {
      if (option.value(given) != null && !scheduler.options().contains(option)) {
        throw new UsageException(
            option.title()
                + ": the scheduler "
                + scheduler.id()
                + " has none. It belongs to "
                + Scheduler.having(option)
                + ": choose one of these, or leave the option out.");
      }
    }
  }

  private static void checkNeeds(Scheduler scheduler, DecayOptions decay) {
    if (scheduler == Scheduler.COSINE_WITH_MIN_LR
        && (decay.endLearningRate() == null) == (decay.minRatio() == null)) {
      throw new UsageException(
          "lr end: cosine_with_min_lr must have the lowest learning rate either as a number (lr"
              + " end) or as a share of the peak (min lr ratio). "
              + (decay.minRatio() == null ? "Neither was" : "Both were")
              + " given.");
    }
    if (scheduler == Scheduler.WARMUP_STABLE_DECAY && decay.decaySteps() == null) {
      throw new UsageException(
          "decay steps: missing. warmup_stable_decay must have the number of steps in which the"
              + " learning rate falls.");
    }
  }

  private static void checkCycles(Scheduler scheduler, DecayOptions decay) {
    if (decay.numCycles() == null) {
      return;
    }
    if (decay.shape() != null && decay.shape() != Ramp.COSINE) {
      throw new UsageException(
          "num cycles: the decay type "
              + decay.shape().id()
              + " has none. It belongs to the decay type cosine.");
    }
    if (scheduler == Scheduler.COSINE_WITH_RESTARTS
        && decay.numCycles() != Math.rint(decay.numCycles())) {
      throw new UsageException(
          "num cycles: "
              + decay.numCycles()
              + " is not whole. cosine_with_restarts falls a whole number of times.");
    }
  }
}
