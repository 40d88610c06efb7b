package dev.classifine.optim;

/** The learning rate as a pure function of the step: no state, so a resumed run needs none. */
@FunctionalInterface
public interface Schedule {

  /**
   * The learning rate of a step's update.
   *
   * @param step the step, from 0
   */
  double learningRate(long step);
}
