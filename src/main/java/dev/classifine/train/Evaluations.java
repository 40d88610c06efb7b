package dev.classifine.train;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The evaluations of a training: made, logged, told, and compared with the best so far. */
final class Evaluations {

  private static final String PREFIX = "eval_";
  static final String TRAIN_PREFIX = "eval_train_";

  private final TrainingOptions options;
  private final Function<TrainingSet, EvaluationReport> pass;
  private final TrainingSet evaluation;
  private final TrainingSet train;
  private final RunState state;
  private final List<TrainingCallback> callbacks;
  private Reports last; // null where there was none
  private Reports best; // null where there was none
  private long lastStep = -1;

  /**
   * What an evaluation gave.
   *
   * @param onTrain null where the training rows were not evaluated on
   */
  record Reports(EvaluationReport onEvaluation, EvaluationReport onTrain) {}

  /**
   * @param pass evaluates the block as it is
   * @param evaluation null where nothing is evaluated
   */
  Evaluations(
      TrainingOptions options,
      Function<TrainingSet, EvaluationReport> pass,
      TrainingSet evaluation,
      TrainingSet train,
      RunState state,
      List<TrainingCallback> callbacks) {
    this.options = options;
    this.pass = pass;
    this.evaluation = options.evaluation().cadence().isOn() ? evaluation : null;
    this.train = train;
    this.state = state;
    this.callbacks = callbacks;
  }

  /** Whether there is a set to evaluate on. */
  boolean areOn() {
    return evaluation != null;
  }

  /**
   * Evaluates. Nothing is noted or told yet.
   *
   * @throws EvaluationCut if the training was asked to end meanwhile
   */
  Reports make() {
    return make(pass);
  }

  private Reports make(Function<TrainingSet, EvaluationReport> by) {
    return new Reports(
        by.apply(evaluation), options.evaluation().onTrain() ? by.apply(train) : null);
  }

  /** Notes and tells what the evaluation after a step gave. */
  void note(Reports reports, TrainingProgress progress) {
    last = reports;
    lastStep = progress.step();
    EvaluationReport report = reports.onEvaluation();
    Map<String, Object> metrics = new LinkedHashMap<>(report.metrics(PREFIX));
    if (reports.onTrain() != null) {
      metrics.putAll(reports.onTrain().metrics(TRAIN_PREFIX));
    }
    state.log().evaluation(metrics, progress);
    double selected = MetricChoice.value(report.metrics(PREFIX), options.selection().metric());
    if (state.best().note(selected, progress.step())) {
      best = reports;
    }
    state.rates().onMetric(selected);
    callbacks.forEach(callback -> callback.onEvaluation(report, progress));
  }

  /** Whether the best evaluation is known: it was made since the training began or went on. */
  boolean knowTheBest() {
    return best != null;
  }

  /**
   * Sees to it that the last evaluation is of the weights that the training ends with.
   *
   * @param bestLoaded whether these are the best ones
   * @param whole evaluates without being cut
   */
  void runAtEnd(boolean bestLoaded, Function<TrainingSet, EvaluationReport> whole) {
    if (bestLoaded && knowTheBest()) {
      last = best;
    } else if (areOn() && (bestLoaded || lastStep != state.step())) {
      last = make(whole);
    }
  }

  /** The last evaluation on the training rows; null where there was none. */
  EvaluationReport lastOnTrain() {
    return last == null ? null : last.onTrain();
  }

  /** The last evaluation; null where there was none. */
  EvaluationReport last() {
    return last == null ? null : last.onEvaluation();
  }
}
