package dev.classifine.train;

/**
 * Where a training is, after a step.
 *
 * @param step optimizer steps done
 * @param totalSteps optimizer steps of the run
 * @param epoch passes over the training set done, with a fraction
 * @param loss mean loss of this step's effective batch, smoothing included; NaN after a step of
 *     before the training was gone on with
 * @param gradientNorm the gradient's norm before clipping; NaN as the loss
 * @param learningRate of this step's update
 * @param examples training rows seen so far
 * @param seconds wall time of the run, that of its parts before this one included
 * @param earlier what the parts of the run before this one did, which may have been faster or
 *     slower
 */
public record TrainingProgress(
    long step,
    long totalSteps,
    double epoch,
    double loss,
    double gradientNorm,
    double learningRate,
    long examples,
    double seconds,
    Earlier earlier) {

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
