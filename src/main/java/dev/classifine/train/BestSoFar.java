package dev.classifine.train;

/**
 * The best of a training's evaluations, and how long ago it was.
 *
 * <p>An evaluation counts against the patience where it is not better than the best before it by
 * more than the threshold, as in transformers' {@code EarlyStoppingCallback}. A value that is not
 * finite is never better.
 */
final class BestSoFar {

  private static final State NONE = new State(Double.NaN, 0, 0);

  private final boolean greaterIsBetter;
  private final int patience;
  private final double threshold;
  private State state = NONE;

  /**
   * What a checkpoint keeps.
   *
   * @param value the best value; NaN before the first
   * @param step the step of the best; 0 before the first
   * @param withoutGain evaluations in a row that count against the patience
   */
  record State(double value, long step, int withoutGain) {}

  BestSoFar(boolean greaterIsBetter, int patience, double threshold) {
    this.greaterIsBetter = greaterIsBetter;
    this.patience = patience;
    this.threshold = threshold;
  }

  /**
   * Notes an evaluation.
   *
   * @param step optimizer steps done
   * @return whether it is the best so far
   */
  boolean note(double value, long step) {
    double gain = gain(value);
    boolean better = gain > 0;
    int without = gain > threshold ? 0 : state.withoutGain() + 1;
    state =
        better ? new State(value, step, without) : new State(state.value(), state.step(), without);
    return better;
  }

  private double gain(double value) {
    if (!Double.isFinite(value)) {
      return 0;
    }
    if (!exists()) {
      return Double.POSITIVE_INFINITY;
    }
    return greaterIsBetter ? value - state.value() : state.value() - value;
  }

  /** Whether there was a best. */
  boolean exists() {
    return state.step() > 0;
  }

  /** Whether the patience is at its end. */
  boolean isExhausted() {
    return patience > 0 && state.withoutGain() >= patience;
  }

  /**
   * The best for a person; null before the first.
   *
   * @param kept whether it has a checkpoint
   */
  TrainingOutcome.Best best(boolean kept) {
    String checkpoint = kept ? "checkpoint-" + state.step() : null;
    return exists() ? new TrainingOutcome.Best(state.step(), state.value(), checkpoint) : null;
  }

  State state() {
    return state;
  }

  /** Begins anew, as if there had been no evaluation. */
  void forget() {
    state = NONE;
  }

  void restore(State restored) {
    state = restored;
  }
}
