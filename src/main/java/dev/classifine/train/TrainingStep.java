package dev.classifine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import ai.djl.training.listener.TrainingListener.BatchData;
import dev.classifine.optim.AdamW;
import dev.classifine.problem.LabelArrays;
import dev.classifine.problem.Objective;
import dev.classifine.problem.Targets;
import dev.classifine.script.NativeRuntime;
import java.util.Arrays;
import java.util.List;

/**
 * One optimizer step: the micro-batches of an effective batch forward and backward, then one
 * update.
 */
final class TrainingStep {

  private final ai.djl.training.Trainer djl;
  private final AdamW optimizer;
  private final Objective objective;
  private final TrainingOptions options;
  private final TrainingSet set;
  private final int labels;
  private final DjlNotifier notifier;

  TrainingStep(
      ai.djl.training.Trainer djl,
      AdamW optimizer,
      Objective objective,
      TrainingOptions options,
      TrainingSet set,
      int labels,
      DjlNotifier notifier) {
    this.djl = djl;
    this.optimizer = optimizer;
    this.objective = objective;
    this.options = options;
    this.set = set;
    this.labels = labels;
    this.notifier = notifier;
  }

  /** A pass over the set begins, in passes over so many rows. */
  void beginEpoch(int microBatch) {
    notifier.begin((set.size() + microBatch - 1L) / microBatch);
  }

  /** Forgets what a step that failed left behind. */
  void forgetGradients() {
    optimizer.clearGradients();
  }

  /**
   * Runs the step. All native memory that it takes is free when it returns.
   *
   * @param step from 0
   * @param rows the effective batch
   * @param microBatch rows of one forward and backward pass
   * @param lossScale what the loss is multiplied with for the backward pass
   * @return {@link StepResult#NOTHING_TO_LEARN} if the batch weighs nothing
   */
  StepResult run(long step, int[] rows, double learningRate, int microBatch, double lossScale) {
    try (NDManager scope = djl.getManager().newSubManager()) {
      NDArray loss = backward(scope, step, rows, microBatch, lossScale);
      if (loss == null) {
        return StepResult.NOTHING_TO_LEARN;
      }
      NDArray norm = optimizer.step(learningRate, loss, lossScale, scope);
      // The only reads from the device in a step, behind everything that was asked of it.
      return new StepResult(loss.getFloat(), norm.getFloat(), true);
    }
  }

  /**
   * Adds the gradient of an effective batch's loss to the parameters' gradients. Rows that do not
   * count are not run at all, so that there is no micro-batch without a loss.
   *
   * @return the loss, a scalar under the scope; null if the batch weighs nothing
   */
  NDArray backward(NDManager scope, long step, int[] rows, int microBatch, double lossScale) {
    int[] counting = Arrays.stream(rows).filter(set.targets()::counts).toArray();
    double weight = objective.weight(set.targets().select(counting));
    if (weight == 0) {
      return null;
    }
    List<int[]> microBatches = EpochPlan.cut(counting, microBatch);
    NDArray loss = null;
    for (int i = 0; i < microBatches.size(); i++) {
      NativeRuntime.seed(options.seed(), step, i);
      NDArray share = accumulate(scope, microBatches.get(i), weight, lossScale);
      loss = loss == null ? share : loss.add(share);
    }
    return loss;
  }

  /**
   * Adds a micro-batch's share to the gradients.
   *
   * @param weight what the rows of the effective batch weigh
   * @return the share of the effective batch's loss, under the scope
   */
  private NDArray accumulate(NDManager scope, int[] rows, double weight, double lossScale) {
    try (NDManager micro = scope.newSubManager()) {
      Targets targets = set.targets().select(rows);
      NDList data = set.inputs(micro, rows);
      NDList label = new NDList(LabelArrays.of(micro, targets, labels));
      NDArray scale = micro.create((float) lossScale); // an array of ours: see Objective
      Objective.Share loss = objective.prepare(label.head(), targets, weight);
      NDList predictions;
      NDArray share;
      try (GradientCollector collector = djl.newGradientCollector()) {
        predictions = djl.forward(data, label);
        share = loss.of(predictions.head());
        collector.backward(lossScale == 1 ? share : share.mul(scale));
      }
      BatchData batch = notifier.batch(micro, data, label, predictions, rows.length);
      notifier.trained(batch);
      NDArray value = share.stopGradient();
      value.attach(scope);
      return value;
    }
  }
}
