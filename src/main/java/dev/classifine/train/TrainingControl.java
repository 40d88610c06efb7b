package dev.classifine.train;

/**
 * What a callback can ask of the training that it hears of. What it asks for is done after the
 * current step.
 */
public interface TrainingControl {

  /**
   * Ends the training normally, as if this step were its last; no further one is made, whichever
   * event it is asked in.
   */
  void stop();

  /** Evaluates after this step, whatever the cadence; nothing where there is no evaluation set. */
  void evaluate();

  /** Saves a checkpoint after this step; nothing where the training has no folder for them. */
  void save();

  /** The step of the best evaluation so far, by the metric that tells it; 0 before the first. */
  long bestStep();
}
