package dev.classifine.optim;

import java.util.Optional;

/**
 * The learning rates of a run as the training loop sees them: it asks for the rate of each step and
 * tells of each evaluation. A {@link Schedule} has no use for evaluations; {@link ReduceOnPlateau}
 * has no use for the step.
 */
public sealed interface LearningRates permits ScheduledRates, ReduceOnPlateau {

  /** The rates of a pure function of the step. */
  static LearningRates of(Schedule schedule) {
    return new ScheduledRates(schedule);
  }

  /**
   * The learning rate of a step's update.
   *
   * @param step the step, from 0
   */
  double learningRate(long step);

  /**
   * An evaluation was made.
   *
   * @param value of the metric that tells the best model
   */
  void onMetric(double value);

  /** What a checkpoint must hold for the rates to go on from here; empty for a pure function. */
  Optional<PlateauState> state();

  /**
   * Goes on from what a checkpoint holds.
   *
   * @throws IllegalStateException if the rates are a pure function of the step, which has no state
   */
  void restore(PlateauState state);
}
