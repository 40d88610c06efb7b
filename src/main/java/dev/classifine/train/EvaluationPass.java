package dev.classifine.train;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.classifine.metrics.Diagnostics;
import dev.classifine.metrics.LogitMatrix;
import dev.classifine.metrics.LossMeter;
import dev.classifine.metrics.MetricFactory;
import dev.classifine.metrics.MetricsAccumulator;
import dev.classifine.problem.Decision;
import dev.classifine.problem.LabelArrays;
import dev.classifine.problem.LabelSet;
import dev.classifine.problem.LabelSmoothing;
import dev.classifine.problem.Targets;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * Evaluates a block on a set, in constant memory. Rows and labels that are ignored are in no
 * number, not even in the count of rows; all others weigh the same, whatever they weigh in
 * training.
 */
public final class EvaluationPass {

  private final Decision decision;
  private final LabelSet labels;
  private final LabelSmoothing smoothing;
  private final BatchLimits limits;
  private final List<MetricFactory> metrics;
  private final List<TrainingCallback> callbacks;
  private boolean diagnosed;

  /**
   * With batches of so many rows.
   *
   * @see #EvaluationPass(Decision, LabelSet, LabelSmoothing, BatchLimits, List, List)
   */
  public EvaluationPass(
      Decision decision,
      LabelSet labels,
      LabelSmoothing smoothing,
      int batchSize,
      List<MetricFactory> metrics,
      List<TrainingCallback> callbacks) {
    this(decision, labels, smoothing, BatchLimits.rows(batchSize), metrics, callbacks);
  }

  /**
   * @param decision how logits become labels
   * @param smoothing in effect, for the smoothed loss; losses are of the raw logits
   * @param limits of batches
   * @param metrics beside the built-in ones
   * @param callbacks hear of each batch
   */
  public EvaluationPass(
      Decision decision,
      LabelSet labels,
      LabelSmoothing smoothing,
      BatchLimits limits,
      List<MetricFactory> metrics,
      List<TrainingCallback> callbacks) {
    this.decision = decision;
    this.labels = labels;
    this.smoothing = smoothing;
    this.limits = limits;
    this.metrics = metrics;
    this.callbacks = callbacks;
  }

  /** Keeps what a report shows beside the metrics, or not; not otherwise. */
  EvaluationPass diagnosed(boolean value) {
    diagnosed = value;
    return this;
  }

  /**
   * Runs the block over the rows of the set that are not ignored.
   *
   * @param manager the manager whose device is used
   * @param block inputs to logits, without gradients
   * @param notifier tells DJL's listeners; null where there are none
   * @throws dev.classifine.error.ClassifineException if all rows are ignored
   */
  EvaluationReport run(
      TrainingSet all, NDManager manager, UnaryOperator<NDList> block, DjlNotifier notifier) {
    TrainingSet set = all.known();
    MetricsAccumulator accumulator = MetricsAccumulator.of(decision, labels, metrics);
    LossMeter loss = lossMeter();
    Diagnostics diagnostics = diagnosed ? new Diagnostics(decision, labels) : null;
    int[] done = new int[2]; // rows, batches
    long begin = System.nanoTime();
    Inference.run(
        set,
        labels.size(),
        limits,
        manager,
        block,
        (rows, inputs, outputs, logits) -> {
          Targets targets = set.targets().select(rows);
          for (int i = 0; i < rows.length; i++) {
            float[] row = Arrays.copyOfRange(logits, i * labels.size(), (i + 1) * labels.size());
            accumulator.add(row, targets, i);
            loss.add(row, targets, i);
            if (diagnostics != null) {
              diagnostics.add(rows[i], set.length(rows[i]), row, targets, i);
            }
          }
          if (notifier != null) {
            NDManager scope = inputs.head().getManager();
            NDList truth = new NDList(LabelArrays.of(scope, targets, labels.size()));
            notifier.validated(notifier.batch(scope, inputs, truth, outputs, rows.length));
          }
          done[0] += rows.length;
          done[1]++;
          callbacks.forEach(callback -> callback.onEvaluationBatch(logits, targets));
          callbacks.forEach(callback -> callback.onEvaluationStep(done[0], set.size()));
        });
    return report(accumulator, loss, diagnostics, done[1], begin);
  }

  /**
   * Runs a model over the rows of a set that are not ignored, batches side by side. Callbacks hear
   * of nothing.
   *
   * @throws dev.classifine.error.ClassifineException if all rows are ignored
   */
  public EvaluationReport run(TrainingSet all, ParallelInference model) {
    TrainingSet set = all.known();
    MetricsAccumulator accumulator = MetricsAccumulator.of(decision, labels, metrics);
    LossMeter loss = lossMeter();
    long begin = System.nanoTime();
    ParallelInference.Running running = model.begin(set, limits);
    LogitMatrix logits = running.await();
    for (int row = 0; row < set.size(); row++) {
      accumulator.add(logits.row(row), set.targets(), row);
      loss.add(logits.row(row), set.targets(), row);
    }
    return report(accumulator, loss, null, running.batches(), begin);
  }

  private EvaluationReport report(
      MetricsAccumulator accumulator,
      LossMeter loss,
      Diagnostics diagnostics,
      int batches,
      long begin) {
    return new EvaluationReport(
        accumulator.evaluation(),
        loss.plain(),
        loss.smoothed(),
        smoothing.isOn(),
        batches,
        (System.nanoTime() - begin) / 1e9,
        diagnostics);
  }

  private LossMeter lossMeter() {
    int k = labels.size();
    return switch (decision.problemType()) {
      case SINGLE_LABEL ->
          LossMeter.singleLabel(smoothing.correctTarget(k), smoothing.otherTarget(k));
      case MULTI_LABEL -> LossMeter.multiLabel();
      case REGRESSION -> LossMeter.regression();
    };
  }
}
