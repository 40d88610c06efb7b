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
 * @param seconds wall time since the first step began
 */
public record TrainingProgress(
    long step,
    long totalSteps,
    double epoch,
    double loss,
    double gradientNorm,
    double learningRate,
    long examples,
    double seconds) {

  /** Training rows a second since the first step. */
  public double examplesPerSecond() {
    return seconds > 0 ? examples / seconds : 0;
  }

  /** Wall time left at the speed so far. */
  public double secondsLeft() {
    return step == 0 ? Double.NaN : seconds / step * (totalSteps - step);
  }
}
