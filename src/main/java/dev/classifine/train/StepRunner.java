package dev.classifine.train;

import ai.djl.engine.EngineException;
import dev.classifine.error.ClassifineException;
import dev.classifine.script.OutOfMemory;
import java.util.function.Consumer;

/** Runs steps in turn with other trainings, in smaller passes where memory does not hold one. */
final class StepRunner {

  private final TrainingStep step;
  private final RunState state;
  private final boolean halving;
  private final Consumer<String> warnings;

  /**
   * @param halving whether passes may be halved
   * @param warnings hears of it
   */
  StepRunner(TrainingStep step, RunState state, boolean halving, Consumer<String> warnings) {
    this.step = step;
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
   * @throws ClassifineException if the device's memory does not hold a pass
   */
  StepResult run(int[] rows, double learningRate) {
    while (true) {
      int microBatch = state.microBatch();
      double scale = state.lossScale().value();
      try {
        return Turn.take(() -> step.run(state.step(), rows, learningRate, microBatch, scale));
      } catch (EngineException e) {
        if (!OutOfMemory.isIn(e)) {
          throw e;
        }
        halve(Math.min(microBatch, rows.length), e);
      }
    }
  }

  private void halve(int rows, EngineException e) {
    if (!halving || rows == 1) {
      throw new ClassifineException(
          "The device's memory does not hold a pass over "
              + rows
              + (rows == 1 ? " row" : " rows")
              + " (step "
              + (state.step() + 1)
              + "): "
              + OutOfMemory.reason(e)
              + ". Lower the maximal length"
              + (rows == 1
                  ? "."
                  : ", or the batch size, with as many more gradient accumulation steps;"
                      + " --auto-batch-size does that by itself."),
          e);
    }
    step.forgetGradients();
    state.microBatch((rows + 1) / 2);
    warnings.accept(
        "The device's memory does not hold a pass over "
            + rows
            + " rows (step "
            + (state.step() + 1)
            + "). Going on with passes over "
            + state.microBatch()
            + "; the updates are those of the same rows.");
  }
}
