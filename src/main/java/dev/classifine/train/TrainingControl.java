package dev.classifine.train;

/** What a callback can ask of the training that it hears of; done after the current step. */
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
}
