package dev.classifine.train;

import java.util.function.Supplier;

/**
 * Where a training is, after a step. The step's own numbers may still be on the device; who asks
 * for them waits for it.
 */
public final class TrainingProgress {

  private final long step;
  private final long totalSteps;
  private final double epoch;
  private final Supplier<StepResult> numbers;
  private final double learningRate;
  private final long examples;
  private final double seconds;
  private final Earlier earlier;

  /**
   * Where a run was when this part of it began.
   *
   * @param steps optimizer steps
   * @param examples training rows
   * @param seconds wall time
   */
  public record Earlier(long steps, long examples, double seconds) {

    /** Of a run that begins. */
    public static final Earlier NONE = new Earlier(0, 0, 0);
  }

  /**
   * @param step optimizer steps done
   * @param totalSteps optimizer steps of the run
   * @param epoch passes over the training set done, with a fraction
   * @param loss mean loss of this step's effective batch, smoothing included
   * @param gradientNorm the gradient's norm before clipping
   * @param learningRate of this step's update
   * @param examples training rows seen so far
   * @param seconds wall time of the run, that of its parts before this one included
   * @param earlier what the parts of the run before this one did, which may have been faster or
   *     slower
   */
  public TrainingProgress(
      long step,
      long totalSteps,
      double epoch,
      double loss,
      double gradientNorm,
      double learningRate,
      long examples,
      double seconds,
      Earlier earlier) {
    this(
        step,
        totalSteps,
        epoch,
        () -> new StepResult(loss, gradientNorm, true),
        learningRate,
        examples,
        seconds,
        earlier);
  }

  TrainingProgress(
      long step,
      long totalSteps,
      double epoch,
      Supplier<StepResult> numbers,
      double learningRate,
      long examples,
      double seconds,
      Earlier earlier) {
    this.step = step;
    this.totalSteps = totalSteps;
    this.epoch = epoch;
    this.numbers = numbers;
    this.learningRate = learningRate;
    this.examples = examples;
    this.seconds = seconds;
    this.earlier = earlier;
  }

  /** Optimizer steps done. */
  public long step() {
    return step;
  }

  /** Optimizer steps of the run. */
  public long totalSteps() {
    return totalSteps;
  }

  /** Passes over the training set done, with a fraction. */
  public double epoch() {
    return epoch;
  }

  /**
   * The mean loss of this step's effective batch, smoothing included; waits for a GPU where it is
   * not read yet, as each entry of the log does. To be asked for on the training's thread.
   *
   * @return NaN after a step of before the training was gone on with
   */
  public double loss() {
    return numbers.get().loss();
  }

  /** The gradient's norm before clipping; otherwise as {@link #loss}. */
  public double gradientNorm() {
    return numbers.get().gradientNorm();
  }

  /** The learning rate of this step's update. */
  public double learningRate() {
    return learningRate;
  }

  /** Training rows seen so far. */
  public long examples() {
    return examples;
  }

  /** Wall time of the run, that of its parts before this one included. */
  public double seconds() {
    return seconds;
  }

  /** What the parts of the run before this one did, which may have been faster or slower. */
  public Earlier earlier() {
    return earlier;
  }

  /** Training rows a second since this part of the run began. */
  public double examplesPerSecond() {
    double spent = seconds - earlier.seconds();
    return spent > 0 ? (examples - earlier.examples()) / spent : 0;
  }

  /** Wall time left at the speed of this part of the run; NaN before its first step. */
  public double secondsLeft() {
    long done = step - earlier.steps();
    return done == 0 ? Double.NaN : (seconds - earlier.seconds()) / done * (totalSteps - step);
  }
}
