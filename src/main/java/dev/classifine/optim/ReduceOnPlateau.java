package dev.classifine.optim;

import java.util.Optional;

/**
 * Lowers the learning rate when evaluations get no better, as {@code
 * torch.optim.lr_scheduler.ReduceLROnPlateau} with a relative threshold does.
 *
 * <p>A value v is an improvement on the best value b so far where {@code v < b·(1 - threshold)}, or
 * {@code v > b·(1 + threshold)} for a metric whose greater values are better; the first one always
 * is; one that is not finite never is. After more than {@code patience} evaluations in a row
 * without improvement the rate becomes {@code max(rate·factor, minimum)}, unless that lowers it by
 * no more than {@code epsilon}; the following {@code cooldown} evaluations do not count.
 */
public final class ReduceOnPlateau implements LearningRates {

  private final PlateauOptions options;
  private final double minimum;
  private final boolean greaterIsBetter;
  private PlateauState state;

  /**
   * @param options when to lower it, and by how much
   * @param learningRate the rate at the start
   * @param minimum the lowest rate
   * @param greaterIsBetter whether a greater value of the metric is better, as for an accuracy
   */
  public ReduceOnPlateau(
      PlateauOptions options, double learningRate, double minimum, boolean greaterIsBetter) {
    this.options = options;
    this.minimum = minimum;
    this.greaterIsBetter = greaterIsBetter;
    this.state = new PlateauState(learningRate, null, 0, 0);
  }

  /** The learning rate until the next evaluation. */
  public double learningRate() {
    return state.learningRate();
  }

  /** The same for every step until the next evaluation. */
  @Override
  public double learningRate(long step) {
    return learningRate();
  }

  @Override
  public void onMetric(double value) {
    boolean better = isBetter(value);
    boolean cooling = state.cooldownLeft() > 0;
    int bad = better || cooling ? 0 : state.badEvaluations() + 1;
    boolean reduce = bad > options.patience();
    state =
        new PlateauState(
            reduce ? reduced() : state.learningRate(),
            better ? (Double) value : state.best(),
            reduce ? 0 : bad,
            reduce ? options.cooldown() : Math.max(0, state.cooldownLeft() - 1));
  }

  @Override
  public Optional<PlateauState> state() {
    return Optional.of(state);
  }

  @Override
  public void restore(PlateauState earlier) {
    state = earlier;
  }

  private boolean isBetter(double value) {
    if (!Double.isFinite(value)) {
      return false;
    }
    if (greaterIsBetter) {
      double best = state.best() == null ? Double.NEGATIVE_INFINITY : state.best();
      return value > best * (1 + options.threshold());
    }
    double best = state.best() == null ? Double.POSITIVE_INFINITY : state.best();
    return value < best * (1 - options.threshold());
  }

  private double reduced() {
    double lower = Math.max(state.learningRate() * options.factor(), minimum);
    return state.learningRate() - lower > options.epsilon() ? lower : state.learningRate();
  }
}
