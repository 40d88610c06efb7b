package dev.classifine.optim;

/**
 * Changes some of the options of a schedule and keeps the others; see {@link ScheduleOptions} and
 * the records in it for their meaning and range. A null takes the scheduler's own value. Values are
 * checked by {@link #build}.
 */
public final class ScheduleOptionsBuilder {

  private Scheduler scheduler;
  private int warmupSteps;
  private double warmupRatio;
  private Ramp warmupShape;
  private Double numCycles;
  private Double power;
  private Integer timescale;
  private Double endLearningRate;
  private Double minRatio;
  private Integer stableSteps;
  private Integer decaySteps;
  private Ramp decayShape;
  private PlateauOptions plateau;

  ScheduleOptionsBuilder(ScheduleOptions from) {
    scheduler = from.scheduler();
    warmupSteps = from.warmup().steps();
    warmupRatio = from.warmup().ratio();
    warmupShape = from.warmup().shape();
    numCycles = from.decay().numCycles();
    power = from.decay().power();
    timescale = from.decay().timescale();
    endLearningRate = from.decay().endLearningRate();
    minRatio = from.decay().minRatio();
    stableSteps = from.decay().stableSteps();
    decaySteps = from.decay().decaySteps();
    decayShape = from.decay().shape();
    plateau = from.plateau();
  }

  /** The shape of the learning rate. */
  public ScheduleOptionsBuilder scheduler(Scheduler value) {
    scheduler = value;
    return this;
  }

  /** Steps of the rise; 0 takes the ratio. */
  public ScheduleOptionsBuilder warmupSteps(int value) {
    warmupSteps = value;
    return this;
  }

  /** Share of all steps that rise. */
  public ScheduleOptionsBuilder warmupRatio(double value) {
    warmupRatio = value;
    return this;
  }

  /** The shape of the rise. */
  public ScheduleOptionsBuilder warmupShape(Ramp value) {
    warmupShape = value;
    return this;
  }

  /** Waves of a cosine. */
  public ScheduleOptionsBuilder numCycles(Double value) {
    numCycles = value;
    return this;
  }

  /** Exponent of a polynomial. */
  public ScheduleOptionsBuilder power(Double value) {
    power = value;
    return this;
  }

  /** Timescale of the inverse square root, in steps. */
  public ScheduleOptionsBuilder timescale(Integer value) {
    timescale = value;
    return this;
  }

  /** The lowest learning rate. */
  public ScheduleOptionsBuilder endLearningRate(Double value) {
    endLearningRate = value;
    return this;
  }

  /** The lowest learning rate as a share of the peak. */
  public ScheduleOptionsBuilder minRatio(Double value) {
    minRatio = value;
    return this;
  }

  /** Steps at the peak. */
  public ScheduleOptionsBuilder stableSteps(Integer value) {
    stableSteps = value;
    return this;
  }

  /** Steps of the fall. */
  public ScheduleOptionsBuilder decaySteps(Integer value) {
    decaySteps = value;
    return this;
  }

  /** The shape of the fall. */
  public ScheduleOptionsBuilder decayShape(Ramp value) {
    decayShape = value;
    return this;
  }

  /** When a plateau lowers the learning rate. */
  public ScheduleOptionsBuilder plateau(PlateauOptions value) {
    plateau = value;
    return this;
  }

  /**
   * The options.
   *
   * @throws dev.classifine.error.UsageException if a value is out of its range or does not belong
   *     to the scheduler
   */
  public ScheduleOptions build() {
    return new ScheduleOptions(
        scheduler,
        new WarmupOptions(warmupSteps, warmupRatio, warmupShape),
        new DecayOptions(
            numCycles,
            power,
            timescale,
            endLearningRate,
            minRatio,
            stableSteps,
            decaySteps,
            decayShape),
        plateau);
  }
}
