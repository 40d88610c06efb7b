package dev.classifine.train;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import dev.classifine.optim.AdamW;
import java.util.BitSet;

/**
 * One optimizer step: the micro-batches of an effective batch forward and backward on the replicas,
 * then one update of the model, which its copies take over.
 */
final class TrainingStep {

  private final NDManager manager;
  private final AdamW optimizer;
  private final Replicas replicas;
  private final Passes passes;
  private final Words words;
  private final Runnable beforeJoining;
  private GradientWatch watch; // null where nobody looks at gradients

  /**
   * @param manager on the device of the model
   * @param optimizer of the model's parameters
   * @param words of the model
   * @param beforeJoining tells the words of all updates so far, before some join
   */
  TrainingStep(
      NDManager manager,
      AdamW optimizer,
      Replicas replicas,
      Passes passes,
      Words words,
      Runnable beforeJoining) {
    this.manager = manager;
    this.optimizer = optimizer;
    this.replicas = replicas;
    this.passes = passes;
    this.words = words;
    this.beforeJoining = beforeJoining;
  }

  /** Shows its gradients to those who ask for them. */
  void watch(GradientWatch value) {
    watch = value;
  }

  /** A pass over the set begins, in passes of this size; other parameters may be frozen. */
  void beginEpoch(int microBatch) {
    replicas.follow();
    passes.beginEpoch(microBatch);
  }

  /** A pass over the set is over: the block's parameters are what was learnt. */
  void endEpoch() {
    words.widen();
  }

  /** Forgets what a step that failed left behind. */
  void forgetGradients() {
    optimizer.dropGradients();
    replicas.forget();
  }

  /**
   * Runs the step, and waits for nothing: what it gave stays on the device. All other native memory
   * that it takes is free when it returns.
   *
   * @param step from 0
   * @param rows the effective batch
   * @param microBatch how large one forward and backward pass is: rows, or tokens
   * @param lossScale what the loss is multiplied with for the backward pass
   * @return what it gave, to be read or closed
   */
  StepNumbers run(long step, int[] rows, double learningRate, int microBatch, double lossScale) {
    try (NDManager scope = manager.newSubManager()) {
      words.beginStep();
      passes.words(rows).filter(words::lackAnyOf).ifPresent(met -> join(met, scope));
      NDArray loss = backward(scope, step, rows, microBatch, lossScale);
      if (loss == null) {
        return StepNumbers.nothingToLearn();
      }
      if (watch != null) {
        watch.show(optimizer, lossScale, scope);
      }
      NDArray norm = optimizer.step(learningRate, loss, lossScale, scope);
      replicas.broadcast(scope);
      return StepNumbers.of(manager, loss, norm);
    }
  }

  /** Words join with the decay of all updates so far. */
  private void join(BitSet met, NDManager scope) {
    beforeJoining.run();
    words.join(met, optimizer, replicas, scope);
  }

  /**
   * Adds the gradient of an effective batch's loss to the gradients of the model's parameters.
   *
   * @return the loss, a scalar under the scope; null if the batch weighs nothing
   */
  NDArray backward(NDManager scope, long step, int[] rows, int microBatch, double lossScale) {
    NDArray loss = passes.run(scope, step, rows, microBatch, lossScale);
    if (loss != null) {
      replicas.reduce(scope);
    }
    return loss;
  }
}
