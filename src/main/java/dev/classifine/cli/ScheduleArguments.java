package dev.classifine.cli;

import dev.classifine.error.UsageException;
import dev.classifine.optim.PlateauOptions;
import dev.classifine.optim.Ramp;
import dev.classifine.optim.ScheduleOptions;
import dev.classifine.optim.ScheduleOptionsBuilder;
import dev.classifine.optim.Scheduler;
import java.util.Objects;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/**
 * The learning rate over the steps, as options; what is not given keeps the scheduler's default.
 */
final class ScheduleArguments {

  @Option(
      names = {"--scheduler", "--lr-scheduler-type"},
      paramLabel = "NAME",
      description = {
        "Learning rate over the steps: linear (default), cosine, cosine_with_restarts,"
            + " cosine_with_min_lr, polynomial, constant, constant_with_warmup, inverse_sqrt,"
            + " warmup_stable_decay or reduce_lr_on_plateau."
      })
  private String scheduler;

  @Option(
      names = "--warmup-ratio",
      paramLabel = "SHARE",
      description = "Share of all steps in which the rate rises.")
  private Double warmupRatio;

  @Option(
      names = "--warmup-steps",
      paramLabel = "N",
      description =
          "Steps in which the rate rises, whatever --warmup-ratio says; below 1, the share of all"
              + " steps.")
  private Double warmupSteps;

  @Option(
      names = "--warmup-type",
      paramLabel = "RAMP",
      description = "Rise of warmup_stable_decay: linear (default), cosine or 1-sqrt.")
  private String warmupType;

  @Option(
      names = "--num-cycles",
      paramLabel = "N",
      description = "Waves of a cosine (default: 0.5), or falls of cosine_with_restarts (1).")
  private Double numCycles;

  @Option(
      names = {"--power", "--lr-power"},
      paramLabel = "P",
      description = "Exponent of polynomial (default: 1).")
  private Double power;

  @Option(
      names = "--timescale",
      paramLabel = "N",
      description = "Timescale of inverse_sqrt (default: the warm-up's steps, or 10000).")
  private Integer timescale;

  @Option(
      names = {"--lr-end", "--min-lr"},
      paramLabel = "RATE",
      description =
          "Lowest rate of polynomial (default: 1e-7), cosine_with_min_lr and"
              + " reduce_lr_on_plateau (default: 0).")
  private Double endLearningRate;

  @Option(
      names = {"--min-lr-ratio", "--min-lr-rate"},
      paramLabel = "SHARE",
      description =
          "Lowest rate of cosine_with_min_lr and warmup_stable_decay (default: 0), as a share of"
              + " the peak.")
  private Double minRatio;

  @Option(
      names = {"--stable-steps", "--num-stable-steps"},
      paramLabel = "N",
      description = "Steps of warmup_stable_decay at the peak (default: what the others leave).")
  private Integer stableSteps;

  @Option(
      names = {"--decay-steps", "--num-decay-steps"},
      paramLabel = "N",
      description = "Steps of warmup_stable_decay in which the rate falls.")
  private Integer decaySteps;

  @Option(
      names = "--decay-type",
      paramLabel = "RAMP",
      description = "Fall of warmup_stable_decay: cosine (default), linear or 1-sqrt.")
  private String decayType;

  @Option(
      names = "--plateau-factor",
      paramLabel = "F",
      description = "What reduce_lr_on_plateau multiplies the rate by (default: 0.1).")
  private Double plateauFactor;

  @Option(
      names = "--plateau-patience",
      paramLabel = "N",
      description = "Evaluations without improvement that it lets pass (default: 10).")
  private Integer plateauPatience;

  @Option(
      names = "--plateau-threshold",
      paramLabel = "SHARE",
      description = "How much better than the best an improvement is (default: 1e-4).")
  private Double plateauThreshold;

  @Option(
      names = "--plateau-cooldown",
      paramLabel = "N",
      description = "Evaluations after a reduction that do not count (default: 0).")
  private Integer plateauCooldown;

  @Option(
      names = "--plateau-eps",
      paramLabel = "RATE",
      description = "Reductions by no more than this are left out (default: 1e-8).")
  private Double plateauEpsilon;

  /** The schedule that the options describe. */
  ScheduleOptions options() {
    ScheduleOptionsBuilder builder =
        ScheduleOptions.builder()
            .numCycles(numCycles)
            .power(power)
            .timescale(timescale)
            .endLearningRate(endLearningRate)
            .minRatio(minRatio)
            .stableSteps(stableSteps)
            .decaySteps(decaySteps)
            .plateau(plateau());
    if (scheduler != null) {
      builder.scheduler(Scheduler.of(scheduler));
    }
    if (warmupType != null) {
      builder.warmupShape(Ramp.of(warmupType, "warmup type"));
    }
    if (decayType != null) {
      builder.decayShape(Ramp.of(decayType, "decay type"));
    }
    if (warmupRatio != null) {
      builder.warmupRatio(warmupRatio);
    }
    addWarmupSteps(builder);
    return builder.build();
  }

  /** Transformers takes a number of steps below 1 for a share of them all. */
  private void addWarmupSteps(ScheduleOptionsBuilder builder) {
    if (warmupSteps == null) {
      return;
    }
    if (warmupSteps > 0 && warmupSteps < 1) {
      if (warmupRatio != null) {
        throw new UsageException(
            "--warmup-steps: "
                + warmupSteps
                + " is a share of all steps, and so is --warmup-ratio. Give one of them.");
      }
      builder.warmupRatio(warmupSteps);
    } else if (warmupSteps == Math.rint(warmupSteps) && Math.abs(warmupSteps) < 1L << 31) {
      builder.warmupSteps(warmupSteps.intValue());
    } else {
      throw new UsageException(
          "--warmup-steps: "
              + warmupSteps
              + " is out of range. It must be a whole number of steps, or a share of all steps"
              + " below 1.");
    }
  }

  /** Null where no option of it was given. */
  private PlateauOptions plateau() {
    boolean given =
        Stream.of(plateauFactor, plateauPatience, plateauThreshold, plateauCooldown, plateauEpsilon)
            .anyMatch(Objects::nonNull);
    PlateauOptions defaults = PlateauOptions.DEFAULTS;
    return given
        ? new PlateauOptions(
            Objects.requireNonNullElse(plateauFactor, defaults.factor()),
            Objects.requireNonNullElse(plateauPatience, defaults.patience()),
            Objects.requireNonNullElse(plateauThreshold, defaults.threshold()),
            Objects.requireNonNullElse(plateauCooldown, defaults.cooldown()),
            Objects.requireNonNullElse(plateauEpsilon, defaults.epsilon()))
        : null;
  }
}
