package dev.classifine.train;

import ai.djl.engine.EngineException;
import dev.classifine.error.ClassifineException;
import dev.classifine.script.OutOfMemory;
import java.util.function.Consumer;

/** Runs steps in turn with other trainings, in smaller passes where memory does not hold one. */
final class StepRunner {

  private final TrainingStep step;
  private final PassPlan plan;
  private final RunState state;
  private final boolean halving;
  private final Consumer<String> warnings;

  /**
   * @param plan tells what passes the step is made of
   * @param halving whether passes may be halved
   * @param warnings hears of it
   */
  StepRunner(
      TrainingStep step,
      PassPlan plan,
      RunState state,
      boolean halving,
      Consumer<String> warnings) {
    this.step = step;
    this.plan = plan;
    this.state = state;
    this.halving = halving;
    this.warnings = warnings;
  }

  /** A pass over the set begins. */
  void beginEpoch() {
    step.beginEpoch(state.microBatch());
  }

  /** A pass over the set is over. */
  void endEpoch() {
    step.endEpoch();
  }

  /**
   * Runs a step.
   *
   * @param rows the effective batch
   * @return what it gave, to be read or closed
   * @throws ClassifineException if the device's memory does not hold a pass
   */
  StepNumbers run(int[] rows, double learningRate) {
    while (true) {
      int microBatch = state.microBatch();
      double scale = state.lossScale().value();
      try {
        StepNumbers numbers =
            Turn.take(() -> step.run(state.step(), rows, learningRate, microBatch, scale));
        state.computed(Padding.of(plan.set(), plan.passes(rows, microBatch)));
        return numbers;
      } catch (EngineException e) {
        if (!OutOfMemory.isIn(e)) {
          throw e;
        }
        halve(rows, microBatch, e);
      }
    }
  }

  private void halve(int[] rows, int microBatch, EngineException e) {
    int size = plan.largest(rows, microBatch);
    boolean divisible = plan.isDivisible(rows, microBatch);
    String failure =
        "The device's memory does not hold a pass over "
            + plan.describe(size)
            + " (step "
            + (state.step() + 1)
            + ")";
    if (!halving || !divisible) {
      throw new ClassifineException(
          failure
              + ": "
              + OutOfMemory.reason(e)
              + ". Lower the maximal length"
              + (divisible ? ", or " + plan.remedy() : "."),
          e);
    }
    step.forgetGradients();
    state.microBatch((int) ((size + 1L) / 2));
    warnings.accept(
        failure
            + ". Going on with passes over "
            + state.microBatch()
            + "; the updates are those of the same rows.");
  }
}
