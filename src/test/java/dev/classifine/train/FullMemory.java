package dev.classifine.train;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import dev.classifine.problem.Targets;

/** Rows of which one pass fails, as if another program had filled the device's memory. */
final class FullMemory implements TrainingSet {

  private final TrainingSet set;
  private int passesLeft;

  /**
   * @param passes how many passes are let through before
   */
  FullMemory(TrainingSet set, int passes) {
    this.set = set;
    this.passesLeft = passes;
  }

  @Override
  public Targets targets() {
    return set.targets();
  }

  @Override
  public NDList inputs(NDManager manager, int[] rows) {
    if (passesLeft-- == 0) {
      throw new EngineException("CUDA out of memory. Tried to allocate 2.00 GiB");
    }
    return set.inputs(manager, rows);
  }
}
