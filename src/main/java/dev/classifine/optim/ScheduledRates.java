package dev.classifine.optim;

import java.util.Optional;

/** A schedule, to which evaluations mean nothing. */
record ScheduledRates(Schedule schedule) implements LearningRates {

  @Override
  public double learningRate(long step) {
    return schedule.learningRate(step);
  }

  @Override
  public void onMetric(double value) {
    // The rate depends on the step alone.
  }

  @Override
  public Optional<PlateauState> state() {
    return Optional.empty();
  }

  @Override
  public void restore(PlateauState state) {
    throw new IllegalStateException("A schedule is a pure function of the step: it has no state.");
  }
}
